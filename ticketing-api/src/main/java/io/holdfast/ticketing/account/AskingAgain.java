package io.holdfast.ticketing.account;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.OidcRedirectFilter;
import jakarta.enterprise.context.ApplicationScoped;

/// Has the identity provider ask a person who they are even if it thinks it knows: a session that was ended
/// does not begin again for whoever sits at the browser next.
@ApplicationScoped
@Unremovable
class AskingAgain implements OidcRedirectFilter {

    /// The query parameter of `/login` that says so. Whoever adds it by hand is asked for a password, no
    /// more.
    static final String WISH = "again";

    @Override
    public void filter(OidcRedirectContext context) {
        if ("true".equals(context.routingContext().request().getParam(WISH))) {
            context.additionalQueryParams().add("prompt", "login").add("max_age", "0");
        }
    }
}
