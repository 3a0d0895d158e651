package io.holdfast.room;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.account.Browser;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.proof.Challenge;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Somebody with a browser before one sale's queue.
public final class Fan {

    private final SaleId sale;
    private final String browser = Browser.newSecret();
    private final @Nullable String address;
    private String place = "";
    private @Nullable String pass;

    public Fan(SaleId sale) {
        this(sale, null);
    }

    /// @param address from where, as the gateway says; null: from here
    public Fan(SaleId sale, @Nullable String address) {
        this.sale = sale;
        this.address = address;
    }

    /// In the queue already.
    public static Fan in(SaleId sale) {
        var fan = new Fan(sale);
        fan.joins().then().statusCode(201);
        return fan;
    }

    /// Called already.
    public static Fan calledTo(SaleId sale) {
        var fan = in(sale);
        fan.waitsFor("CALLED");
        return fan;
    }

    /// Does the work it is asked for.
    public Response joins() {
        var answer = joinsWithProof(null);
        if (asksForProof(answer)) {
            answer = joinsWithProof(solved(answer));
        }
        if (answer.statusCode() < 300) {
            place = answer.path("place");
        }
        return answer;
    }

    public Response joinsWithProof(@Nullable String proof) {
        return proof == null
                ? browsing().noContentType().post("/api/sales/" + sale + "/places")
                : joinsWith(Map.of("proof", proof));
    }

    public Response joinsInvited(String invitation) {
        var answer = joinsWith(Map.of("invitation", invitation));
        if (asksForProof(answer)) {
            answer = joinsWith(Map.of("invitation", invitation, "proof", solved(answer)));
        }
        if (answer.statusCode() < 300) {
            place = answer.path("place");
        }
        return answer;
    }

    private Response joinsWith(Map<String, String> body) {
        return browsing().contentType("application/json").body(body).post("/api/sales/" + sale + "/places");
    }

    /// The challenge of the answer, solved.
    public static String solved(Response answer) {
        return answer.jsonPath().getObject("challenge", Challenge.class).solve().orElseThrow();
    }

    private static boolean asksForProof(Response answer) {
        return answer.statusCode() == 403 && "urn:holdfast:problem:proof-required".equals(answer.path("type"));
    }

    private RequestSpecification browsing() {
        var request = given().cookie(Browser.COOKIE, browser);
        return address == null ? request : request.header("X-Forwarded-For", address);
    }

    /// Carries from then on what the answer gives.
    public Response looks() {
        var answer = given().header("Holdfast-Place", place).get("/api/sales/" + sale + "/places/me");
        if (answer.statusCode() == 200 && answer.path("place") != null) {
            place = answer.path("place");
        }
        return answer;
    }

    public String state() {
        return looks().path("state");
    }

    /// Shows the pass of before, if there is one.
    public Response claims() {
        var request = browsing().header("Holdfast-Place", place);
        var answer =
                (pass == null ? request : request.header("Holdfast-Pass", pass)).post("/api/sales/" + sale + "/passes");
        if (answer.statusCode() == 201) {
            pass = answer.path("pass");
        }
        return answer;
    }

    public Response leaves() {
        return given().header("Holdfast-Place", place).delete("/api/sales/" + sale + "/places/me");
    }

    public void waitsFor(String state) {
        await().until(() -> state.equals(state()));
    }

    public String place() {
        return place;
    }

    public String browser() {
        return browser;
    }
}
