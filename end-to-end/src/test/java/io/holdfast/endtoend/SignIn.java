package io.holdfast.endtoend;

import com.microsoft.playwright.Page;
import io.holdfast.launcher.house.House;

/// The identity provider's pages, which are not ours, as a person uses them.
final class SignIn {

    private SignIn() {}

    /// Somebody of the realm, who may have to give their password only.
    static void as(String name, Page page, House house, String back) {
        page.navigate(house.url() + "/login?return=" + back);
        here(name, page);
        page.waitForURL(house.url() + back);
    }

    /// Where one has been sent already.
    static void here(String name, Page page) {
        page.locator("#password").waitFor();
        if (page.locator("#username").isVisible()) {
            page.locator("#username").fill(name);
        }
        page.locator("#password").fill(name + "-demo");
        page.locator("#kc-login").click();
    }

    /// Somebody nobody has met before signs up.
    static void asNew(String name, Page page, House house, String back) {
        page.navigate(house.url() + "/login?return=" + back);
        page.locator("#kc-registration a").click();
        page.locator("#password-confirm").waitFor();
        page.locator("#username").fill(name);
        page.locator("#password").fill(name + "-demo");
        page.locator("#password-confirm").fill(name + "-demo");
        page.locator("#email").fill(name + "@example.org");
        page.locator("#firstName").fill(name);
        page.locator("#lastName").fill("Park");
        page.locator("#kc-register-form input[type=submit], #kc-register-form button[type=submit]")
                .click();
        page.waitForURL(house.url() + back);
    }
}
