package io.holdfast.simulators.sms;

import java.time.Instant;

/// One text message as it was taken.
///
/// @param type `SMS` or `LMS`
/// @param contentType `COMM` or `AD`
/// @param to digits only
public record Text(
        String type, String contentType, String from, String to, String subject, String content, Instant at) {}
