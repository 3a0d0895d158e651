package io.holdfast.launcher.capacity;

import io.holdfast.launcher.capacity.UnitCosts.Cost;

/// What a sale needs in its busiest moment.
///
/// @param lobbyLooks at the public document in the last second before the opening, that reach a pod
/// @param openLooks the same per second after the opening
/// @param joins per second, when most join
/// @param roomCores processors of waiting-room
/// @param roomPods of waiting-room
/// @param apiCores processors of ticketing-api
/// @param apiPods of ticketing-api
/// @param databaseCores processors of PostgreSQL
/// @param pool connections of each pod of ticketing-api
/// @param connections of all pods of all services together
/// @param redisBusy share of Redis' one processor
/// @param redisBytes of memory that Redis uses
/// @param facts told to Kafka per second
/// @param relayBusy share of what one relay can tell
/// @param partitions of a topic that are of use
record Needs(
        double lobbyLooks,
        double openLooks,
        double joins,
        double roomCores,
        int roomPods,
        double apiCores,
        int apiPods,
        double databaseCores,
        int pool,
        int connections,
        double redisBusy,
        double redisBytes,
        double facts,
        double relayBusy,
        int partitions) {

    /// Nobody should be the only one.
    private static final int LEAST_PODS = 2;

    /// Connections of a pod of ticketing-api as it is delivered.
    private static final int USUAL_POOL = 16;

    /// Two pods each of waitlist-worker and refund-worker, as they are delivered.
    private static final int CONNECTIONS_OF_WORKERS = 2 * 24 + 2 * 24;

    /// Partitions of each topic as `./holdfast up` makes them.
    private static final int USUAL_PARTITIONS = 3;

    /// Each process looks at the door so often.
    private static final double LOOKS_AT_THE_DOOR = 5;

    /// In the last two seconds of the lobby everybody looks once a second.
    private static final double LAST_POLL = 1;

    private static final double MOST_WAIT_FOR_A_CONNECTION = 0.01;

    /// What it runs on.
    ///
    /// @param cores of each pod
    /// @param busy share of them that is planned for
    /// @param speed of a core, to that of the machine where costs were measured
    record Pods(double cores, double busy, double speed) {

        Pods {
            if (!(cores > 0 && speed > 0 && busy > 0 && busy <= 1)) {
                throw new IllegalArgumentException("pods have cores, and are busy at most all the time");
            }
        }

        private int atLeast(double coresNeeded) {
            return Math.max(LEAST_PODS, (int) Math.ceil(coresNeeded / (cores * busy)));
        }
    }

    static Needs of(Sale sale, Course course, UnitCosts costs, Pods pods) {
        var reach = 1 - sale.cached();
        var lobbyLooks = sale.people() * sale.early() / LAST_POLL * reach;
        var openLooks = course.mostLooks() * reach;
        var joins = sale.mostJoinsPerSecond();
        var document = costs.micros(Cost.ROOM_DOCUMENT);
        // Coming in is one script and one signature more than joining, and is counted as another join.
        var doors = joins + course.mostComingIn();
        var roomCores = Math.max(
                        lobbyLooks * document
                                + sale.people()
                                        * sale.early()
                                        / Sale.seconds(sale.lobby())
                                        * costs.micros(Cost.ROOM_JOIN),
                        openLooks * document + doors * costs.micros(Cost.ROOM_JOIN))
                / pods.speed();
        var roomPods = pods.atLeast(roomCores);

        var orders = course.mostOrders();
        var apiCores = orders * costs.millis(Cost.API_PURCHASE) / pods.speed();
        var apiPods = pods.atLeast(apiCores);
        var offered = orders * costs.millis(Cost.POSTGRES_CONNECTION) / pods.speed() / apiPods;
        var pool = Math.max(USUAL_POOL, Waiting.serversFor(offered, MOST_WAIT_FOR_A_CONNECTION));

        var redis =
                doors * costs.micros(Cost.REDIS_JOIN) + roomPods * LOOKS_AT_THE_DOOR * costs.micros(Cost.REDIS_ADMIT);
        var facts = orders * costs.of(Cost.KAFKA_FACTS);
        return new Needs(
                lobbyLooks,
                openLooks,
                joins,
                roomCores,
                roomPods,
                apiCores,
                apiPods,
                orders * costs.millis(Cost.POSTGRES_PURCHASE) / pods.speed(),
                pool,
                apiPods * pool + CONNECTIONS_OF_WORKERS,
                redis / pods.speed(),
                sale.people() * costs.of(Cost.REDIS_BYTES),
                facts,
                facts / costs.of(Cost.KAFKA_RELAY),
                Math.max(USUAL_PARTITIONS, (int) Math.ceil(facts / (costs.of(Cost.KAFKA_RELAY) * pods.busy()))));
    }
}
