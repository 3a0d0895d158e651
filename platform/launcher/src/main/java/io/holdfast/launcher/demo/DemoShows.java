package io.holdfast.launcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.launcher.house.House;
import io.holdfast.launcher.house.Progress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;

/// The first shows of a new house, put on sale by olga through the same API every organiser uses.
///
/// The musical opens three minutes after the house has and lets people into its lobby at once, so that a
/// countdown, a queue and a seat map can all be seen; the concert in the arena is on sale already. The reading
/// is tomorrow, so that a ticket can be opened on a phone and read at a gate at once.
public final class DemoShows {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final Duration UNTIL_THE_MUSICAL_OPENS = Duration.ofMinutes(3);

    private final House house;
    private final Clock clock;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private DemoShows(House house, Clock clock) {
        this.house = house;
        this.clock = clock;
    }

    /// Does nothing if this house has had them before.
    public static void loadOnce(House house, Progress progress) throws IOException {
        var note = house.note("demo-loaded");
        if (Files.exists(note)) {
            return;
        }
        var since = Instant.now();
        new DemoShows(house, Clock.systemUTC()).load();
        Files.createFile(note);
        progress.ready("demo shows", Duration.between(since, Instant.now()));
    }

    private void load() throws IOException {
        var token = olgasToken();
        var theatre = addHall(token, "theatre-1004.json");
        var arena = addHall(token, "arena-15000.json");
        post(token, "/api/organiser/shows", musical(theatre));
        post(token, "/api/organiser/shows", concert(arena));
        post(token, "/api/organiser/shows", play(theatre));
    }

    private ObjectNode musical(String hall) {
        var now = now();
        var show = show("별이 지는 밤에 · When the Stars Go Down", "musical", hall, "한빛극장 · Hanbit Theatre");
        show.put("description", """
                등대지기의 딸과 바다 위의 마지막 밤. 창작 뮤지컬 초연.
                A lighthouse keeper's daughter and the last night at sea. A new musical.""");
        show.put("address", "서울 종로구 대학로 116 · 116 Daehak-ro, Jongno-gu, Seoul")
                .put("runtimeMinutes", 150)
                .put("minimumAge", 8)
                .put("notes", """
                        공연이 시작되면 1막이 끝날 때까지 들어갈 수 없습니다. 쉬는 시간은 20분입니다.
                        Nobody is let in between the beginning and the end of the first act. The interval takes 20 minutes.""");
        show.putArray("cast")
                .add(part("김하늘 · Kim Haneul", "등대지기의 딸 · The daughter"))
                .add(part("박도윤 · Park Doyun", "등대지기 · The lighthouse keeper"))
                .add(part("이서진 · Lee Seojin", "선장 · The captain"));
        show.putArray("notices").add("첫날 공연 뒤에 배우들과의 대화가 있습니다. · The cast stays for a talk after the first night.");
        show.putArray("performances")
                .add(performance(startOf(14, LocalTime.of(19, 30))))
                .add(performance(startOf(15, LocalTime.of(14, 0))));
        show.set("sale", sale(now, now.plus(UNTIL_THE_MUSICAL_OPENS), startOf(13, LocalTime.of(23, 0)), true));
        return show;
    }

    private ObjectNode concert(String hall) {
        var now = now();
        var show = show("파도 소리 · The Sound of Waves", "concert", hall, "한빛아레나 · Hanbit Arena");
        show.put("description", """
                여름의 끝, 하룻밤의 콘서트.
                One night at the end of summer.""");
        show.put("address", "서울 송파구 올림픽로 424 · 424 Olympic-ro, Songpa-gu, Seoul")
                .put("runtimeMinutes", 120)
                .put("minimumAge", 0)
                .put("notes", "음식물은 가지고 들어갈 수 없습니다. · No food or drinks inside, please.");
        show.putArray("cast").add(part("파도 소리 · The Sound of Waves", "밴드 · Band"));
        show.putArray("performances").add(performance(startOf(30, LocalTime.of(18, 0))));
        show.set("sale", sale(now, now, startOf(29, LocalTime.of(23, 0)), false));
        return show;
    }

    private ObjectNode play(String hall) {
        var now = now();
        var show = show("내일의 낭독극 · Tomorrow's Reading", "theatre", hall, "한빛극장 · Hanbit Theatre");
        show.put("description", """
                내일 저녁 하루만 열리는 낭독 공연. 티켓의 QR 코드를 오늘부터 열어 볼 수 있습니다.
                One evening of reading, tomorrow. Its tickets show their codes from today on.""");
        show.putArray("performances").add(performance(startOf(1, LocalTime.of(19, 30))));
        show.set("sale", sale(now, now, startOf(1, LocalTime.of(19, 0)), false));
        return show;
    }

    private static ObjectNode show(String title, String category, String hall, String venue) {
        var show = JSON.createObjectNode()
                .put("title", title)
                .put("category", category)
                .put("region", "seoul")
                .put("venue", venue)
                .put("timeZone", SEOUL.getId())
                .put("hall", hall)
                .put("refundRule", "steps-7-3-1");
        var grades = show.putArray("grades");
        grades.add(grade("VIP", 160_000))
                .add(grade("R", 140_000))
                .add(grade("S", 110_000))
                .add(grade("A", 80_000));
        show.set("prices", prices());
        return show;
    }

    /// Usual ones; nothing is charged besides the tickets, but for postage.
    private static ObjectNode prices() {
        var prices = JSON.createObjectNode();
        prices.putArray("types")
                .add(percentOff("YOUTH", 30).put("note", "Student card or ID card"))
                .add(percentOff("VETERAN", 50).put("note", "Veteran card"))
                .add(percentOff("DISABILITY_1_3", 50).put("note", "Welfare card"))
                .add(percentOff("DISABILITY_4_6", 50).put("note", "Welfare card"));
        prices.putObject("postFee").put("amount", 3_500).put("currency", "KRW");
        prices.putObject("memberDiscounts").put("GOLD", 5);
        return prices;
    }

    private static ObjectNode percentOff(String type, int percent) {
        return JSON.createObjectNode().put("type", type).put("percentOff", percent);
    }

    private static ObjectNode grade(String name, long won) {
        var grade = JSON.createObjectNode().put("grade", name);
        grade.putObject("price").put("amount", won).put("currency", "KRW");
        return grade;
    }

    private static ObjectNode part(String name, String role) {
        return JSON.createObjectNode().put("name", name).put("role", role);
    }

    private static ObjectNode performance(Instant startsAt) {
        return JSON.createObjectNode().put("startsAt", startsAt.toString());
    }

    private static ObjectNode sale(Instant lobbyOpensAt, Instant opensAt, Instant closesAt, boolean waitingRoom) {
        return JSON.createObjectNode()
                .put("lobbyOpensAt", lobbyOpensAt.toString())
                .put("opensAt", opensAt.toString())
                .put("closesAt", closesAt.toString())
                .put("waitingRoom", waitingRoom)
                .put("ratePerSecond", 20)
                .put("burst", 40)
                .put("activeCap", 300)
                .put("calledSeconds", 60)
                .put("activeSeconds", 600)
                .put("holdSeconds", 300)
                .put("maxSeats", 4);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private Instant startOf(int daysFromNow, LocalTime time) {
        return clock.instant()
                .atZone(SEOUL)
                .toLocalDate()
                .plusDays(daysFromNow)
                .atTime(time)
                .atZone(SEOUL)
                .toInstant();
    }

    private String addHall(String token, String file) throws IOException {
        var plan = JSON.readTree(resource(file));
        var hall = JSON.createObjectNode();
        hall.put("name", plan.path("name").asText());
        hall.set("plan", plan);
        return post(token, "/api/organiser/halls", hall).path("id").asText();
    }

    private String olgasToken() throws IOException {
        var form = "grant_type=password&client_id=holdfast-cli&scope=openid&username=olga&password=olga-demo";
        var answer = send(HttpRequest.newBuilder(URI.create(house.realm() + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
        return answer.path("access_token").asText();
    }

    private JsonNode post(String token, String path, JsonNode body) throws IOException {
        return send(HttpRequest.newBuilder(house.url().resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException {
        var asked = request.timeout(Duration.ofSeconds(60)).build();
        try {
            var answer = http.send(asked, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IOException("the demo could not be loaded: %s answered %d %s"
                        .formatted(asked.uri().getPath(), answer.statusCode(), answer.body()));
            }
            return JSON.readTree(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while loading the demo", e);
        }
    }

    private static String resource(String file) throws IOException {
        try (var in = DemoShows.class.getResourceAsStream("/demo/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
