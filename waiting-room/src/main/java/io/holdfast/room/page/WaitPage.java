package io.holdfast.room.page;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.draw.Draws;
import io.holdfast.room.sale.Sale;
import io.holdfast.room.sale.Sales;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The page people wait on, and the page on which anybody checks the draw. They need nothing but this service, and
/// know everything else from the same API anybody may use.
@Path("/wait/{sale}")
public class WaitPage {

    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self' data:; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Sales sales;
    private final Draws draws;
    private final WaitAssets assets;

    WaitPage(Sales sales, Draws draws, WaitAssets assets) {
        this.sales = sales;
        this.draws = draws;
        this.assets = assets;
    }

    @CheckedTemplate(basePath = "page", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Templates {
        private Templates() {}

        static native TemplateInstance wait(Sale sale, String back, String language, String assets, String commitment);

        static native TemplateInstance draw(Sale sale, String language, String assets, String commitment);
    }

    /// @param back where to go once the turn has come: a path of this site
    /// @param chosen `ko` or `en`; anything else: what the browser asks for
    @GET
    @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
    public Response page(
            @PathParam("sale") SaleId saleId,
            @QueryParam("return") @DefaultValue("/") String back,
            @QueryParam("lang") @Nullable String chosen,
            @Context HttpHeaders headers) {
        var sale = sales.get(saleId);
        if (!ofThisSite(back)) {
            throw INVALID_REQUEST
                    .because("The page to return to is not one of this site.")
                    .asException();
        }
        var language = language(chosen, headers);
        return answer(
                Templates.wait(
                        sale, back, language, assets.base(), draws.of(saleId).commitment()),
                language);
    }

    @GET
    @Path("/draw")
    @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
    public Response draw(
            @PathParam("sale") SaleId saleId,
            @QueryParam("lang") @Nullable String chosen,
            @Context HttpHeaders headers) {
        var sale = sales.get(saleId);
        var language = language(chosen, headers);
        return answer(
                Templates.draw(sale, language, assets.base(), draws.of(saleId).commitment()), language);
    }

    private static Response answer(TemplateInstance page, String language) {
        return Response.ok(page)
                .header("Content-Security-Policy", POLICY)
                .header("Content-Language", language)
                .header("Cache-Control", "private, no-cache")
                .header("Vary", "Accept-Language, Cookie")
                .build();
    }

    /// Nothing a browser could take for another site: `//other.example`, `/\other.example`, `javascript:…`.
    static boolean ofThisSite(String path) {
        return path.length() <= 1000
                && path.startsWith("/")
                && !path.startsWith("//")
                && path.chars().allMatch(c -> c > ' ' && c != '\\' && c < 0x7f);
    }

    /// What the person has chosen here, or in the shop (`hf_lang`); else Korean, unless the browser asks for English
    /// first.
    static String language(@Nullable String chosen, HttpHeaders headers) {
        var cookie = headers.getCookies().get("hf_lang");
        return Stream.of(
                        Stream.ofNullable(chosen),
                        Stream.ofNullable(cookie).map(Cookie::getValue),
                        headers.getAcceptableLanguages().stream().map(Locale::getLanguage))
                .flatMap(languages -> languages)
                .filter(language -> language.equals("ko") || language.equals("en"))
                .findFirst()
                .orElse("ko");
    }
}
