package io.holdfast.simulators.gateway;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.simulators.http.Answer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a gateway misbehaves, when told to.
public final class Faults {

    public enum Mode {
        NONE,
        /// Does what is asked, then drops the connection without an answer.
        TIMEOUT_AFTER_EFFECT,
        /// Does nothing and answers 500.
        ERROR_500,
        /// Does what is asked, later.
        SLOW,
        /// Drops the connection at once, and does what is asked later all the same.
        LATE,
        /// Takes another amount than was asked for.
        WRONG_AMOUNT,
        /// Refuses for good.
        DECLINE
    }

    public enum WebhookMode {
        NONE,
        /// Nothing is sent.
        DROP,
        /// Everything is sent twice.
        DOUBLE,
        /// A forged one goes first: wrongly signed or, where nothing is signed, telling a lie.
        FORGED,
        /// Every second event is held back half a second.
        OUT_OF_ORDER
    }

    /// @param rate share of the requests it befalls, 0 to 1
    /// @param times how many requests it befalls at most; absent = any number
    /// @param atOnce how many are delayed at a time, the others wait for their turn; absent = any number. With
    ///        [Mode#SLOW] it is a gateway that can do so many and no more
    public record Fault(
            Mode mode,
            double rate,
            long delayMillis,
            @Nullable Integer times,
            @Nullable Integer atOnce) {

        Fault(
                @JsonProperty(value = "mode", required = true) Mode mode,
                @JsonProperty("rate") @Nullable Double rate,
                @JsonProperty("delayMillis") @Nullable Long delayMillis,
                @JsonProperty("times") @Nullable Integer times,
                @JsonProperty("atOnce") @Nullable Integer atOnce) {
            this(mode, rate == null ? 1 : rate, delayMillis == null ? 0 : delayMillis.longValue(), times, atOnce);
        }

        public Fault {
            if (!(rate >= 0 && rate <= 1) || delayMillis < 0 || delayMillis > 600_000) {
                throw new IllegalArgumentException("rate is 0 to 1, delayMillis 0 to 600000");
            }
            if (atOnce != null && atOnce < 1) {
                throw new IllegalArgumentException("atOnce is at least 1");
            }
        }
    }

    public record WebhookFault(WebhookMode mode) {}

    private static final Fault NO_FAULT = new Fault(Mode.NONE, 0, 0, null, null);

    /// One operation's fault and how often it may still strike.
    private record Armed(Fault fault, AtomicInteger left, Semaphore room) {

        private static Armed with(Fault fault) {
            return new Armed(
                    fault,
                    new AtomicInteger(fault.times() == null ? Integer.MAX_VALUE : fault.times()),
                    new Semaphore(fault.atOnce() == null ? Integer.MAX_VALUE : fault.atOnce(), true));
        }

        private Mode strike() {
            return fault.mode() != Mode.NONE
                            && ThreadLocalRandom.current().nextDouble() < fault.rate()
                            && left.getAndUpdate(n -> n > 0 ? n - 1 : 0) > 0
                    ? fault.mode()
                    : Mode.NONE;
        }
    }

    /// What an operation is to do otherwise than asked.
    public enum Twist {
        NONE,
        DECLINED,
        WRONG_AMOUNT
    }

    private volatile Armed open = Armed.with(NO_FAULT);
    private volatile Armed confirm = Armed.with(NO_FAULT);
    private volatile Armed cancel = Armed.with(NO_FAULT);
    private volatile Armed query = Armed.with(NO_FAULT);
    private volatile WebhookFault webhook = new WebhookFault(WebhookMode.NONE);

    /// Replaces all faults; what is not named works again.
    public void set(String body) {
        var wanted = Json.object(body);
        var openFault = Json.read(wanted.get("open"), Fault.class, NO_FAULT);
        var confirmFault = Json.read(wanted.get("confirm"), Fault.class, NO_FAULT);
        var cancelFault = Json.read(wanted.get("cancel"), Fault.class, NO_FAULT);
        var queryFault = Json.read(wanted.get("query"), Fault.class, NO_FAULT);
        webhook = Json.read(wanted.get("webhook"), WebhookFault.class, new WebhookFault(WebhookMode.NONE));
        open = Armed.with(openFault);
        confirm = Armed.with(confirmFault);
        cancel = Armed.with(cancelFault);
        query = Armed.with(queryFault);
    }

    public WebhookMode webhook() {
        return webhook.mode();
    }

    public Answer onOpen(Effect effect) {
        return befall(open, effect);
    }

    /// Taking money.
    public Answer onConfirm(Effect effect) {
        return befall(confirm, effect);
    }

    /// Giving it back.
    public Answer onCancel(Effect effect) {
        return befall(cancel, effect);
    }

    /// Being asked what has become of something.
    public Answer onQuery(Effect effect) {
        return befall(query, effect);
    }

    public interface Effect {
        Answer take(Twist twist);
    }

    private static Answer befall(Armed armed, Effect effect) {
        return switch (armed.strike()) {
            case NONE -> effect.take(Twist.NONE);
            case DECLINE -> effect.take(Twist.DECLINED);
            case WRONG_AMOUNT -> effect.take(Twist.WRONG_AMOUNT);
            case ERROR_500 -> Answer.json(500, "{\"code\":\"INTERNAL\",\"message\":\"please try again later\"}");
            case SLOW -> later(armed, () -> effect.take(Twist.NONE));
            case LATE -> {
                Thread.startVirtualThread(() -> later(armed, () -> effect.take(Twist.NONE)));
                yield new Answer.HungUp(Duration.ZERO);
            }
            case TIMEOUT_AFTER_EFFECT -> {
                effect.take(Twist.NONE);
                yield new Answer.HungUp(delay(armed));
            }
        };
    }

    private static Duration delay(Armed armed) {
        return Duration.ofMillis(armed.fault().delayMillis());
    }

    private static Answer later(Armed armed, Supplier<Answer> answer) {
        try {
            armed.room().acquire();
            try {
                Thread.sleep(delay(armed));
                return answer.get();
            } finally {
                armed.room().release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.HungUp(Duration.ZERO);
        }
    }
}
