package io.holdfast.ticketing.page;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Changes the language of the pages, and goes back to where one came from.
@Path("/language/{language}")
@RunOnVirtualThread
public class LanguageResource {

    private static final int ONE_YEAR = 31_536_000;

    /// A path of ours; never another site's address in disguise.
    private static final Pattern OWN_PATH = Pattern.compile("/(?![/\\\\])[\\x21-\\x5B\\x5D-\\x7E]{0,500}");

    private final HttpServerRequest request;

    LanguageResource(HttpServerRequest request) {
        this.request = request;
    }

    @GET
    public Response choose(@PathParam("language") String language, @QueryParam("return") @Nullable String back) {
        if (!language.equals("ko") && !language.equals("en")) {
            throw NOT_FOUND.because("We do not speak that language yet.").asException();
        }
        var cookie = new NewCookie.Builder(Language.COOKIE)
                .value(language)
                .path("/")
                .maxAge(ONE_YEAR)
                .sameSite(NewCookie.SameSite.LAX)
                .secure("https".equals(request.scheme()))
                .build();
        return Response.status(303)
                .header("Location", back != null && OWN_PATH.matcher(back).matches() ? back : "/")
                .cookie(cookie)
                .build();
    }
}
