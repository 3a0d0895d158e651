package io.holdfast.contracts.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.contracts.personal.Seal;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The samples are the contract between services that are never released together. A sample is only ever
/// added; a change that cannot read an old one is a new event.
///
/// `<type>.json` is the usual form; `<type>.<variant>.json` shows another form of the same event.
class GoldenSamplesTest {

    private static final Path SAMPLES = Path.of("src/test/resources/golden");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> PERSONAL = Set.of(
            "name",
            "phone",
            "email",
            "mail",
            "address",
            "birthday",
            "recipient",
            "contact",
            "holder",
            "firstName",
            "lastName",
            "fullName",
            "ip",
            "device");

    static List<String> samples() throws IOException {
        try (var files = Files.list(SAMPLES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static Set<String> types() {
        return new TreeSet<>(EventCodec.TYPES.keySet());
    }

    private static byte[] sample(String file) throws IOException {
        return Files.readAllBytes(SAMPLES.resolve(file));
    }

    private static String typeOf(String file) {
        return EventCodec.TYPES.keySet().stream()
                .filter(type -> file.startsWith(type + "."))
                .findFirst()
                .orElseThrow(() -> new AssertionError(file + " is the sample of no event"));
    }

    @ParameterizedTest
    @MethodSource("types")
    void every_event_has_a_sample(String type) {
        assertThat(SAMPLES.resolve(type + ".json")).exists();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_sample_is_read_and_written_back_as_it_was(String file) throws IOException {
        var type = typeOf(file);

        var event = EventCodec.read(type, sample(file)).orElseThrow();

        assertThat(EventCodec.typeOf(event)).isEqualTo(type);
        assertThat(JSON.readTree(EventCodec.write(event))).isEqualTo(JSON.readTree(sample(file)));
    }

    @Test
    void a_sale_told_before_it_could_be_otherwise_has_a_waiting_room_for_guests_too() throws IOException {
        // When
        var event = EventCodec.read("ticketing.SaleScheduled.v1", sample("ticketing.SaleScheduled.v1.json"));

        // Then
        assertThat(event).get().isInstanceOfSatisfying(SaleScheduled.class, sale -> {
            assertThat(sale.hasWaitingRoom()).isTrue();
            assertThat(sale.notice()).isNull();
            assertThat(sale.admission().accountsOnly()).isNull();
            assertThat(sale.admission().invitedShare()).isNull();
        });
    }

    @Test
    void every_kind_of_event_has_a_name_to_travel_under() {
        assertThat(EventCodec.TYPES.values()).containsExactlyInAnyOrderElementsOf(concrete(Event.class));
    }

    private static List<Class<? extends Event>> concrete(Class<? extends Event> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(kind -> concrete(kind.asSubclass(Event.class)).stream())
                        .toList()
                : List.of(type);
    }

    /// The type's first word is the service that tells it.
    @ParameterizedTest
    @CsvSource({
        "ticketing.PerformanceScheduled.v1, ticketing.sales,    performance",
        "ticketing.SaleScheduled.v1,        ticketing.sales,    sale",
        "ticketing.TicketsIssued.v1,        ticketing.sales,    performance",
        "ticketing.OrderCancelled.v1,       ticketing.sales,    performance",
        "ticketing.LateCaptureRejected.v1,  ticketing.sales,    performance",
        "ticketing.SeatsReleased.v1,        ticketing.sales,    performance",
        "ticketing.OfferFailed.v1,          ticketing.sales,    performance",
        "ticketing.ShoppingEnded.v1,        ticketing.sales,    sale",
        "ticketing.SalePulse.v1,            ticketing.pulse,    sale",
        "ticketing.ShopPulse.v1,            ticketing.pulse,    process",
        "ticketing.IncidentChanged.v1,      ticketing.incidents, incident",
        "ticketing.ViolationFound.v1,       ticketing.alarms,   invariant",
        "ticketing.ContactSaved.v1,         ticketing.contacts, customer",
        "ticketing.ContactForgotten.v1,     ticketing.contacts, customer",
        "ticketing.SessionEnded.v1,         ticketing.sessions, session",
        "refund.RefundSettled.v1,           refund.outcomes,    order",
        "refund.RefundParked.v1,            refund.outcomes,    order",
        "waitlist.SeatsOffered.v1,          waitlist.offers,    performance",
        "waitlist.SeatsUnwanted.v1,         waitlist.offers,    performance",
        "waitlist.SeatsGathered.v1,         waitlist.offers,    performance",
        "notification.MessageRequested.v1,  notification.bulk,  customer",
        "waiting-room.DoorChanged.v1,       waiting-room.turns, sale",
        "waiting-room.LobbyDrawn.v1,        waiting-room.turns, sale",
        "waiting-room.PassRevoked.v1,       waiting-room.turns, sale",
        "waiting-room.TurnNear.v1,          waiting-room.turns, sale",
        "waiting-room.TurnCame.v1,          waiting-room.turns, sale"
    })
    void an_event_goes_to_its_topic_under_its_key(String type, String topic, String key) throws IOException {
        var content = sample(type + ".json");

        var event = EventCodec.read(type, content).orElseThrow();

        assertThat(event.topic()).isEqualTo(topic);
        assertThat(event.key()).isEqualTo(JSON.readTree(content).get(key).asText());
    }

    @ParameterizedTest
    @MethodSource("types")
    void a_reader_passes_over_members_it_does_not_know(String type) throws IOException {
        var content = sample(type + ".json");
        var newer = JSON.readTree(content).deepCopy();
        ((com.fasterxml.jackson.databind.node.ObjectNode) newer).put("since-next-year", 1);

        var event = EventCodec.read(type, JSON.writeValueAsBytes(newer));

        assertThat(event).isEqualTo(EventCodec.read(type, content));
    }

    @Test
    void a_reader_passes_over_an_event_it_does_not_know() {
        assertThat(EventCodec.read("ticketing.SeatPainted.v1", "{}".getBytes(UTF_8)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{",
                "{\"performance\":7}",
                "{\"performance\":\"01920000-0000-7000-8000-000000000001\",\"offer\":\"no id\"}",
                "{\"performance\":\"01920000-0000-7000-8000-000000000001\",\"reason\":\"BORED\"}"
            })
    void what_is_no_event_is_refused(String content) {
        assertThatThrownBy(() -> EventCodec.read("ticketing.OfferFailed.v1", content.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("this is no ticketing.OfferFailed.v1");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void no_sample_says_who_somebody_is(String file) throws IOException {
        var text = Files.readString(SAMPLES.resolve(file));

        assertThat(names(JSON.readTree(text))).doesNotContainAnyElementsOf(PERSONAL);
        assertThat(text).doesNotContain("@").doesNotContainPattern("\\b01[016789]-?\\d{3,4}-?\\d{4}\\b");
    }

    private static Stream<String> namesIn(JsonNode node) {
        var own = node.isObject() ? node.propertyStream().map(java.util.Map.Entry::getKey) : Stream.<String>empty();
        return Stream.concat(own, node.valueStream().flatMap(GoldenSamplesTest::namesIn));
    }

    private static Set<String> names(JsonNode node) {
        return namesIn(node).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("types")
    void no_event_has_room_for_personal_data(String type) {
        var components = components(EventCodec.TYPES.get(type)).toList();

        assertThat(components).isNotEmpty();
        assertThat(components).extracting(RecordComponent::getName).doesNotContainAnyElementsOf(PERSONAL);
        assertThat(components).extracting(RecordComponent::getType).doesNotContain(Contact.class);
    }

    private static Stream<RecordComponent> components(Type type) {
        return switch (type) {
            case ParameterizedType many ->
                Arrays.stream(many.getActualTypeArguments()).flatMap(GoldenSamplesTest::components);
            case Class<?> one
            when one.isRecord() ->
                Arrays.stream(one.getRecordComponents())
                        .flatMap(component ->
                                Stream.concat(Stream.of(component), components(component.getGenericType())));
            case Class<?> one
            when one.isSealed() -> Arrays.stream(one.getPermittedSubclasses()).flatMap(GoldenSamplesTest::components);
            case Type _ -> Stream.empty();
        };
    }

    @Test
    void the_sealed_contact_of_the_sample_still_opens() throws IOException {
        var sample = JSON.readTree(sample("ticketing.ContactSaved.v1.json"));
        var customer = CustomerId.fromString(sample.get("customer").asText());

        var contact = new Seal(Base64.getEncoder().encodeToString(new byte[32]))
                .open(customer, sample.get("sealed").asText());

        assertThat(contact).isEqualTo(new Contact("Ann", "+821012345678", "ann@example.org", "ko"));
    }
}
