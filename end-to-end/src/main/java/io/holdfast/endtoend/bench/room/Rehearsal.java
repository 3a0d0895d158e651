package io.holdfast.endtoend.bench.room;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/// 10,000 people, 100 called in 10 seconds, 1,000 inside, 100 seconds each: played on a clock of its own with the
/// waiting room's scripts and a real Redis.
///
/// The door is looked at five times a second, as a waiting room does. Whoever is called comes in within two seconds,
/// and stays for 100; some never come, however often they are called.
final class Rehearsal {

    private static final int PEOPLE = 10_000;
    private static final double RATE = 10;
    private static final int BURST = 10;
    private static final int CAP = 1_000;
    private static final Duration CALLED = Duration.ofSeconds(60);
    private static final Duration STAY = Duration.ofSeconds(100);
    private static final Duration ROUND = Duration.ofMillis(200);
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    private static final Duration TOO_LONG = Duration.ofHours(1);

    private final RedisLine redis;
    private final SaleId sale = SaleId.next();
    private final Instant opened = Instant.parse("2030-05-01T12:00:00Z");
    private final LuaFunction.Loaded admit;
    private final LuaFunction.Loaded claim;
    private final Random random = new Random(12);

    private record Coming(Instant at, int number) {}

    Rehearsal(RedisLine redis) throws IOException {
        this.redis = redis;
        this.admit = LuaFunction.at("door/admit.lua").on(redis, sale.toString());
        this.claim = LuaFunction.at("pass/claim.lua").on(redis, sale.toString());
    }

    /// @param missing share of people who never come
    Figure measure(String number, double missing) throws IOException {
        var subjects = new Crowd(redis).fill(sale, opened, opened, PEOPLE);
        var comes = new boolean[PEOPLE + 1];
        var awaited = 0;
        for (var person = 1; person <= PEOPLE; person++) {
            comes[person] = random.nextDouble() >= missing;
            awaited += comes[person] ? 1 : 0;
        }
        var coming = new PriorityQueue<Coming>((a, b) -> a.at().compareTo(b.at()));
        var inside = 0;
        var most = 0L;
        var now = opened;
        while (inside < awaited && now.isBefore(opened.plus(TOO_LONG))) {
            now = now.plus(ROUND);
            admit.call(AdmitArguments.of(opened, RATE, BURST, CAP, CALLED, STAY, now), List.of());
            for (var called : calledAt(now)) {
                if (comes[called]) {
                    coming.add(new Coming(now.plusMillis(random.nextLong(AT_ONCE.toMillis())), called));
                }
            }
            while (!coming.isEmpty() && !coming.peek().at().isAfter(now)) {
                var one = coming.poll();
                var state = comesIn(one.number(), subjects.get(one.number() - 1), now);
                switch (state) {
                    case "ACTIVE" -> inside++;
                    case "FULL" -> coming.add(new Coming(now.plusSeconds(1), one.number()));
                    default -> throw new IllegalStateException("somebody who was called is " + state);
                }
            }
            most = Math.max(most, (Long) java.util.Objects.requireNonNull(redis.call("ZCARD", key("active"))));
        }
        if (most > CAP) {
            throw new IllegalStateException("%,d were inside".formatted(most));
        }
        var minutes = Duration.between(opened, now).toMillis() / 60_000.0;
        return Figure.alone(
                number,
                "10,000 through, %.0f %% no-shows, virtual clock".formatted(missing * 100),
                "min",
                minutes,
                List.of(),
                Goal.atMost(17, "min"),
                "Until the last of %,d who come is inside; at most %,d inside at once.".formatted(awaited, most));
    }

    /// Those called in this very round: their call ends that much later.
    private List<Integer> calledAt(Instant now) {
        var end = now.plus(CALLED).toEpochMilli();
        var numbers = new ArrayList<Integer>();
        if (redis.call("ZRANGEBYSCORE", key("called"), end, end) instanceof List<?> called) {
            called.forEach(number -> numbers.add(Integer.valueOf(number.toString())));
        }
        return numbers;
    }

    private String comesIn(int number, String subject, Instant now) {
        var answer = claim.call(
                Map.of(
                        "number",
                        number,
                        "ticket",
                        number,
                        "session",
                        1,
                        "subject",
                        subject,
                        "called_for",
                        CALLED.toMillis(),
                        "active_for",
                        STAY.toMillis(),
                        "cap",
                        CAP,
                        "proven",
                        0,
                        "now",
                        now.toEpochMilli()),
                List.of());
        return String.valueOf(answer.getFirst());
    }

    private String key(String name) {
        return "wr:{" + sale + "}:" + name;
    }
}
