package io.holdfast.ticketing.api;

import io.holdfast.stack.test.EverybodyAsks;
import io.holdfast.stack.test.Request;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.stack.test.Tables;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.SimulatedGateway;
import io.holdfast.ticketing.api.OpenApi.Operation;
import io.holdfast.ticketing.payment.RealGateways;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
@TestProfile(BadInputTest.Undisturbed.class)
@WithTestResource(StackTestResource.class)
@WithTestResource(SimulatedGateway.class)
class AuthorisationTest extends EverybodyAsks {

    private static final OpenApi DOCUMENT = OpenApi.committed();
    private static final Map<String, Operation> OPERATIONS =
            DOCUMENT.operations().stream().collect(Collectors.toMap(Operation::name, Function.identity()));

    @Inject
    BoxOffice boxOffice;

    @Inject
    RealGateways gateways;

    @Inject
    Broker broker;

    @Inject
    DataSource database;

    private World world;

    AuthorisationTest() {
        super("ticketing-api");
    }

    @BeforeEach
    void a_house_with_a_little_going_on() {
        if (world == null) {
            world = new World(boxOffice, gateways, broker, DOCUMENT);
        }
    }

    @AfterEach
    void what_was_done_is_left_behind() {
        world.movesOn();
    }

    @Override
    protected Request properly(String operation) {
        return world.prepared(() -> world.properly(OPERATIONS.get(operation)));
    }

    @Override
    protected Map<String, String> content() {
        return Tables.content(database);
    }

    @Override
    protected String member() {
        return boxOffice.member().cookies();
    }

    /// The document's samples stand for the rest, which need not be there.
    @Override
    protected boolean isSomebodys(Set<String> who) {
        return who.contains("owner");
    }
}
