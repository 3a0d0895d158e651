package io.holdfast.ticketing.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.problem.ProblemType;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.payment.RealGateways;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The same request under the same key, many times at once.
@HouseTest
class SameKeyTest {

    private static final int AT_ONCE = 64;

    @TestHTTPResource
    URI address;

    @Inject
    BoxOffice house;

    @Inject
    RealGateways gateways;

    @Inject
    Broker broker;

    @Inject
    DataSource database;

    @ParameterizedTest(name = "POST {0}")
    @CsvSource({
        "/api/performances/{performance}/holds, hold",
        "/api/orders, orders",
        "/api/orders/{order}/payments, payment",
        "/api/orders/{order}/cancellations, cancellation"
    })
    void takes_effect_once_and_everybody_else_is_told_to_wait_or_hears_the_first_answer(String path, String table)
            throws InterruptedException, ExecutionException {
        // Given
        var document = OpenApi.committed();
        var world = new World(house, gateways, broker, document);
        var operation = document.operations().stream()
                .filter(one -> one.name().equals("POST " + path))
                .findFirst()
                .orElseThrow();
        var request = world.prepared(() -> world.properly(operation));
        var before = rows(table);

        // When
        var answers = atOnce(() -> request.send(address));

        // Then
        assertThat(rows(table) - before).isEqualTo(1);
        var done = answers.stream().filter(answer -> answer.statusCode() == 201).toList();
        assertThat(done)
                .extracting(HttpResponse::body)
                .containsOnly(done.getFirst().body());
        assertThat(done)
                .filteredOn(answer ->
                        answer.headers().firstValue("Idempotent-Replayed").isEmpty())
                .hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.statusCode() != 201).allSatisfy(answer -> {
            assertThat(World.problem(answer.body())).isEqualTo(ProblemType.REQUEST_RUNNING.name());
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        });
        assertThat(request.send(address).body()).isEqualTo(done.getFirst().body());
    }

    private static List<HttpResponse<String>> atOnce(Callable<HttpResponse<String>> work)
            throws InterruptedException, ExecutionException {
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = IntStream.range(0, AT_ONCE)
                    .mapToObj(_ -> threads.submit(() -> {
                        go.await();
                        return work.call();
                    }))
                    .toList();
            go.countDown();
            var answers = new java.util.ArrayList<HttpResponse<String>>();
            for (var one : all) {
                answers.add(one.get());
            }
            return answers;
        }
    }

    private long rows(String table) {
        return Sql.of("select count(*) as n from " + table).one(database, row -> row.large("n"));
    }
}
