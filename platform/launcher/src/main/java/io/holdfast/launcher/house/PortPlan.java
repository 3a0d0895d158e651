package io.holdfast.launcher.house;

import io.holdfast.stack.process.Ports;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Who listens where on 127.0.0.1.
public final class PortPlan {

    /// What needs a port, and how far it is from the base.
    public enum Slot {
        GATEWAY(0, "the gateway"),
        TICKETING_API(1, "ticketing-api"),
        WAITING_ROOM(2, "waiting-room"),
        WAITLIST_WORKER(3, "waitlist-worker"),
        REFUND_WORKER(4, "refund-worker"),
        TICKETING_API_MANAGEMENT(11, "ticketing-api's management"),
        WAITING_ROOM_MANAGEMENT(12, "waiting-room's management"),
        WAITLIST_WORKER_MANAGEMENT(13, "waitlist-worker's management"),
        REFUND_WORKER_MANAGEMENT(14, "refund-worker's management"),
        POSTGRES(20, "PostgreSQL"),
        REDIS(21, "Redis"),
        KAFKA(22, "Kafka"),
        KAFKA_CONTROLLER(23, "Kafka's controller"),
        KEYCLOAK(24, "Keycloak"),
        SIMULATOR(30, "the payment gateway simulator"),
        SMTP(31, "the mail sink"),
        MAILBOX(32, "the mailbox page"),
        TOSS(33, "the simulated Toss Payments"),
        STRIPE(34, "the simulated Stripe"),
        SMS(35, "the simulated SENS and its page of text messages");

        private final int offset;
        private final String sayable;

        Slot(int offset, String sayable) {
            this.offset = offset;
            this.sayable = sayable;
        }

        @Override
        public String toString() {
            return sayable;
        }
    }

    public static final int HIGHEST_BASE = 65_535 - 35;

    private final Map<Slot, Integer> ports;

    private PortPlan(Map<Slot, Integer> ports) {
        this.ports = ports;
    }

    /// @throws IllegalArgumentException if a port would be privileged or no port at all
    public static PortPlan from(int base) {
        if (base < 1024 || base > HIGHEST_BASE) {
            throw new IllegalArgumentException(
                    "The port base must be between 1024 and %d, not %d.".formatted(HIGHEST_BASE, base));
        }
        var ports = new EnumMap<Slot, Integer>(Slot.class);
        for (var slot : Slot.values()) {
            ports.put(slot, base + slot.offset);
        }
        return new PortPlan(ports);
    }

    /// Any ports nobody listens on now.
    public static PortPlan free() {
        var free = Ports.free(Slot.values().length);
        var ports = new EnumMap<Slot, Integer>(Slot.class);
        for (var slot : Slot.values()) {
            ports.put(slot, free.get(slot.ordinal()));
        }
        return new PortPlan(ports);
    }

    /// The same with one of them somewhere else.
    public PortPlan with(Slot slot, int port) {
        var others = new EnumMap<>(ports);
        others.put(slot, port);
        return new PortPlan(others);
    }

    public int of(Slot slot) {
        return java.util.Objects.requireNonNull(ports.get(slot));
    }

    public int http(Service service) {
        return of(Slot.valueOf(service.name()));
    }

    int management(Service service) {
        return of(Slot.valueOf(service.name() + "_MANAGEMENT"));
    }

    /// Those somebody listens on already.
    public List<Slot> taken() {
        return ports.entrySet().stream()
                .filter(entry -> !Ports.isFree(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
