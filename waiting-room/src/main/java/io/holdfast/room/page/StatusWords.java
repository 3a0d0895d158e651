package io.holdfast.room.page;

import io.holdfast.contracts.event.IncidentEvent.Component;
import io.holdfast.contracts.event.IncidentEvent.Severity;
import io.holdfast.contracts.event.IncidentEvent.Words;
import io.holdfast.room.status.Status.State;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// How the status page says it, in one language. Times are those of Seoul; a script adds the reader's own.
public enum StatusWords {
    KO("M월 d일 (E) HH:mm", Locale.KOREAN),
    EN("d MMM (EEE) HH:mm", Locale.ENGLISH);

    private final DateTimeFormatter format;

    StatusWords(String pattern, Locale locale) {
        this.format = DateTimeFormatter.ofPattern(pattern, locale).withZone(ZoneId.of("Asia/Seoul"));
    }

    static StatusWords in(String language) {
        return language.equals("ko") ? KO : EN;
    }

    public boolean isKorean() {
        return this == KO;
    }

    public String time(Instant moment) {
        return format.format(moment);
    }

    public String words(Words words) {
        return isKorean() ? words.ko() : words.en();
    }

    public String components(List<Component> components) {
        return components.stream().map(this::component).collect(Collectors.joining(", "));
    }

    public String component(Component component) {
        return switch (component) {
            case QUEUE -> isKorean() ? "예매 대기실" : "Waiting room";
            case BOOKING -> isKorean() ? "좌석 선택 · 예매" : "Choosing seats and booking";
            case PAYMENT -> isKorean() ? "결제" : "Payment";
            case REFUND -> isKorean() ? "취소 · 환불" : "Cancelling and refunds";
            case WAITLIST -> isKorean() ? "취소표 대기" : "Waitlist";
            case TICKETS -> isKorean() ? "티켓 · 입장" : "Tickets and entry";
            case NOTIFICATION -> isKorean() ? "알림" : "Notifications";
            case LOGIN -> isKorean() ? "로그인" : "Signing in";
        };
    }

    public String state(State state) {
        return switch (state) {
            case OPERATIONAL -> isKorean() ? "정상" : "Works";
            case DEGRADED -> isKorean() ? "느리거나 불안정" : "Slow or unsteady";
            case PARTIAL_OUTAGE -> isKorean() ? "일부 중단" : "Partly down";
            case NO_ANSWER -> isKorean() ? "응답 없음" : "No answer";
            case OUTAGE -> isKorean() ? "중단" : "Down";
        };
    }

    public String severity(Severity severity) {
        return state(State.of(severity));
    }

    /// For the eye; the word beside it says the same.
    public String sign(State state) {
        return switch (state) {
            case OPERATIONAL -> "✓";
            case DEGRADED -> "!";
            case PARTIAL_OUTAGE -> "◐";
            case NO_ANSWER -> "?";
            case OUTAGE -> "✕";
        };
    }

    public String overall(State state) {
        return switch (state) {
            case OPERATIONAL -> isKorean() ? "모두 정상입니다" : "Everything works";
            case DEGRADED -> isKorean() ? "일부가 느리거나 불안정합니다" : "Something is slow or unsteady";
            case PARTIAL_OUTAGE -> isKorean() ? "일부 기능을 쓸 수 없습니다" : "Something does not work";
            case NO_ANSWER -> isKorean() ? "예매 시스템이 응답하지 않습니다" : "The shop does not answer";
            case OUTAGE -> isKorean() ? "중단된 기능이 있습니다" : "Something is down";
        };
    }
}
