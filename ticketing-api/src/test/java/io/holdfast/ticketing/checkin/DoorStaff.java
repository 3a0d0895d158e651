package io.holdfast.ticketing.checkin;

import static io.restassured.RestAssured.given;

import io.holdfast.ticketing.BoxOffice.OnSale;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Somebody at a door with a phone that is a gate.
public final class DoorStaff {

    private final String token = secret();

    static String secret() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Bytes.text(bytes);
    }

    /// Set up by the organiser, and enrolled by the link.
    public static DoorStaff at(OnSale on, String name) {
        var staff = new DoorStaff();
        staff.follows(invitation(gate(on, name))).then().statusCode(200);
        return staff;
    }

    static String gate(OnSale on, String name) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("name", name))
                .post("/api/organiser/performances/{performance}/gates", on.performance())
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    static String invitation(String gate) {
        return given().post("/api/organiser/gates/{gate}/invitation", gate)
                .then()
                .statusCode(200)
                .extract()
                .path("secret");
    }

    String token() {
        return token;
    }

    Response follows(String invitation) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("invitation", invitation, "token", token))
                .post("/api/gate/enrolment");
    }

    RequestSpecification asks() {
        return given().cookie("hf_gate", token);
    }

    /// Waits for the answer before anybody moves.
    public Response scans(String code) {
        return tells(scan("code", code, Instant.now()));
    }

    public Response tells(Map<String, Object> scan) {
        return tells(List.of(scan));
    }

    public Response tells(List<Map<String, Object>> scans) {
        return asks().contentType(ContentType.JSON).body(Map.of("scans", scans)).post("/api/gate/scans");
    }

    public static Map<String, Object> scan(String what, String value, Instant at) {
        var scan = new LinkedHashMap<String, Object>();
        scan.put("id", UUID.randomUUID().toString());
        scan.put(what, value);
        scan.put("at", at.toString());
        return scan;
    }

    /// Already decided, and told now.
    public static Map<String, Object> decided(String decision, String code, Instant at) {
        var scan = scan("code", code, at);
        scan.put("decision", decision);
        return scan;
    }

    public static Map<String, Object> exception(String ticket, String reason) {
        var scan = scan("ticket", ticket, Instant.now());
        scan.put("exception", reason);
        return scan;
    }
}
