package io.holdfast.room;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.account.Browser;
import io.holdfast.contracts.id.SaleId;
import io.restassured.response.Response;

/// Somebody with a browser before one sale's queue.
public final class Fan {

    private final SaleId sale;
    private final String browser = Browser.newSecret();
    private String place = "";

    public Fan(SaleId sale) {
        this.sale = sale;
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

    public Response joins() {
        var answer = given().cookie(Browser.COOKIE, browser).post("/api/sales/" + sale + "/places");
        if (answer.statusCode() < 300) {
            place = answer.path("place");
        }
        return answer;
    }

    public Response looks() {
        return given().header("Holdfast-Place", place).get("/api/sales/" + sale + "/places/me");
    }

    public String state() {
        return looks().path("state");
    }

    public Response claims() {
        return given().header("Holdfast-Place", place).post("/api/sales/" + sale + "/passes");
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
