package io.holdfast.notification;

import io.holdfast.contracts.money.Money;
import java.time.Instant;
import java.time.ZoneId;

/// What templates are shown with: nobody's booking of a show there is not.
final class Samples {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final Instant STARTS = Instant.parse("2030-12-24T10:00:00Z");
    private static final Instant UNTIL = Instant.parse("2030-12-20T03:30:00Z");

    private Samples() {}

    static Words of(Kind kind, Wording wording) {
        var korean = wording == Wording.KO;
        var words = Words.none()
                .about(
                        korean ? "봄의 콘서트 <3월>" : "Spring & Concert",
                        korean ? "한강홀" : "Hangang Hall",
                        wording.time(STARTS, SEOUL))
                .withBooking("H-1234")
                .withSeats("1F A 1, 1F A 2")
                .withAmount(wording.money(Money.won(280_000)))
                .withUntil(wording.time(UNTIL, SEOUL))
                .withAhead(wording.count(1_204))
                .withLink("https://tickets.example/" + kind.path())
                .withReason(korean ? "출연자 건강 사정" : "A performer is unwell")
                .withAlternatives(wording.time(STARTS.plusSeconds(86_400), SEOUL))
                .withCode("123456")
                .withText(korean ? "새벽 2시부터 4시까지 예매가 중단됩니다." : "No bookings between 02:00 and 04:00.");
        return switch (kind) {
            case MAINTENANCE -> words.titled(korean ? "정기 점검 안내" : "Maintenance");
            case INCIDENT -> words.titled(korean ? "장애 안내" : "An incident");
            case ANNOUNCEMENT -> words.titled(korean ? "공지" : "An announcement");
            case ADVERTISEMENT -> words.titled(korean ? "회원 할인" : "A discount for members");
            default -> words;
        };
    }
}
