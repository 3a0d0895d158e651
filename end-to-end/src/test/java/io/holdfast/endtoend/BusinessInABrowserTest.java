package io.holdfast.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import io.holdfast.launcher.house.House;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Signing up as a business with a real browser: eun applies, otto of operations decides, gil is asked in.
@ExtendWith(InTheHouse.class)
class BusinessInABrowserTest {

    /// A slip of the finger in the number, which the page is told of.
    private static final String SLIP = "got 400 for";

    @Test
    void whoever_signs_up_as_a_business_is_approved_sells_and_asks_others_in(House house) {
        try (var desk = Desk.open();
                var other = Desk.open()) {
            // Given
            var page = desk.page();
            page.navigate(house.url() + "/business");
            assertThat(page.locator("hf-business .note")).containsText("로그인");
            desk.look("business-stranger");
            SignIn.asNew("eun", page, house, "/business");
            appliesWithASlip(desk);
            assertThat(page.locator("hf-business .note")).containsText("은 무대의 신청을 받았습니다");
            desk.look("business-applied");
            decides(house, "REFUSED", "대표자와 연락이 닿지 않았습니다.");
            page.reload();
            assertThat(page.locator("hf-business .note")).containsText("연락이 닿지 않았습니다");
            desk.look("business-refused");
            applies(page, "220-81-62517");

            // When
            decides(house, "APPROVED", "통화로 확인했습니다.");
            page.reload();

            // Then
            assertThat(page.locator("hf-business .note")).containsText("승인되었습니다");
            var show = new Olga(house, "eun").putsOnSale(Olga.plan(2, 5));
            var seen = page.evaluate(
                    "sale => fetch('/api/organiser/sales/' + sale).then(answer => answer.status)", show.sale());
            assertThat(seen).isEqualTo(200);
            page.navigate(house.url() + "/shows/" + show.show());
            assertThat(page.locator("h1")).containsText("An evening");
            asksIn(desk, other, house);
            assertThat(desk.complaints()).allMatch(complaint -> complaint.contains(SLIP));
            assertThat(other.complaints()).isEmpty();
        }
    }

    private static void appliesWithASlip(Desk desk) {
        var page = desk.page();
        page.locator("#business").waitFor();
        desk.look("business-form");
        applies(page, "124-81-00999");
        assertThat(page.locator("#number-hint")).containsText("올바른 등록번호가 아닙니다");
        desk.look("business-slip");
        applies(page, "124-81-00998");
    }

    private static void applies(Page page, String number) {
        page.locator("#business").fill("은 무대");
        page.locator("#number").fill(number);
        page.locator("#name").fill("박은");
        page.locator("#phone").fill("010-1234-5678");
        page.locator("#email").fill("eun@example.org");
        page.locator("hf-business form button.main").click();
        page.locator("hf-business form button.main:not([disabled]), hf-business dl")
                .first()
                .waitFor();
    }

    private static void asksIn(Desk desk, Desk other, House house) {
        var page = desk.page();
        page.navigate(house.url() + "/business");
        page.locator("section[aria-labelledby=members] button.button")
                .getByText("구성원 초대 링크 만들기")
                .click();
        var link = page.locator("#link").inputValue();
        desk.look("business-approved");
        var gils = other.page();
        var path = URI.create(link).getPath();
        SignIn.asNew("gil", gils, house, path);
        gils.locator("hf-join button.main").waitFor();
        other.look("business-invitation");
        gils.locator("hf-join button.main").click();
        assertThat(gils.locator("hf-join .note.good")).isVisible();
        gils.locator("hf-join a.main").click();
        assertThat(gils.locator("section[aria-labelledby=members] .row-card")).hasCount(2);
        gils.navigate(house.url() + "/language/en?return=/business");
        other.look("business-approved-en");
    }

    /// What otto says of the application that has waited longest.
    private static void decides(House house, String state, String reason) {
        var waiting = asOtto(house, "/api/staff/organisations?state=APPLIED", null);
        var id = waiting.path("organisations").path(0).path("id").asText();
        asOtto(
                house,
                "/api/staff/organisations/" + id + "/state",
                Person.object().put("state", state).put("reason", reason).toString());
    }

    private static JsonNode asOtto(House house, String path, @Nullable String body) {
        var otto = Person.named("otto", house);
        HttpRequest.Builder request = otto.request(path)
                .header("Authorization", Olga.bearer(house, "otto"))
                .header("Content-Type", "application/json");
        return otto.send(body == null ? request : request.PUT(BodyPublishers.ofString(body)))
                .json(200);
    }
}
