package io.holdfast.notification;

/// A text message as Korean carriers take it: up to 90 bytes in EUC-KR as SMS, up to 2,000 as LMS with a subject of up
/// to 40, where everything beyond ASCII is two bytes.
///
/// @param subject empty but for LMS
record SmsText(String type, String subject, String content) {

    static final int SHORT = 90;
    static final int LONG = 2_000;
    static final int SUBJECT = 40;

    static SmsText of(String subject, String content) {
        return bytes(content) <= SHORT
                ? new SmsText("SMS", "", content)
                : new SmsText("LMS", cut(subject, SUBJECT), cut(content, LONG));
    }

    static int bytes(String text) {
        return text.chars().map(one -> one < 0x80 ? 1 : 2).sum();
    }

    /// The beginning of the text that fits; what is left out shows as two dots.
    static String cut(String text, int most) {
        if (bytes(text) <= most) {
            return text;
        }
        var end = 0;
        var bytes = 2;
        while (end < text.length()) {
            var next = Character.charCount(text.codePointAt(end));
            bytes += bytes(text.substring(end, end + next));
            if (bytes > most) {
                break;
            }
            end += next;
        }
        return text.substring(0, end).stripTrailing() + "..";
    }
}
