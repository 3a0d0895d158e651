package io.holdfast.ticketing.account;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@HouseTest
@TestSecurity(
        user = "otto",
        roles = {"operations", "organiser"})
class TierTest {

    @Inject
    BoxOffice house;

    @Test
    void a_show_may_honour_a_members_standing() {
        // Given
        var on = house.openSale();
        house.staff()
                .body(Map.of("types", List.of(), "memberDiscounts", Map.of("GOLD", 5)))
                .put("/api/organiser/shows/{s}/prices", on.show())
                .then()
                .statusCode(200);
        var ann = house.member();

        // When
        set(ann.customer().toString(), "GOLD")
                .then()
                .statusCode(200)
                .body("changes.who", contains("otto"))
                .body("changes[0].reason", equalTo("Ten years with us"));

        // Then
        ann.orders(ann.held(on, "A-1"))
                .then()
                .statusCode(201)
                .body("lines[0].memberDiscount.amount", equalTo(7_000))
                .body("total.amount", equalTo(133_000));
    }

    @Test
    void only_members_have_a_standing() {
        set("0199aaaa-0000-7000-8000-000000000000", "GOLD").then().statusCode(404);
    }

    @Test
    @TestSecurity(user = "olga", roles = "organiser")
    void organisers_do_not_say_who_stands_where() {
        set(house.member().customer().toString(), "GOLD").then().statusCode(403);
    }

    private Response set(String customer, String tier) {
        return house.staff()
                .body(Map.of("tier", tier, "reason", "Ten years with us"))
                .put("/api/staff/customers/{c}/tier", customer);
    }
}
