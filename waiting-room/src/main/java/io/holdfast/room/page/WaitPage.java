package io.holdfast.room.page;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.id.SaleId;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;

/// The page people wait on. It needs nothing but this service, and knows everything else from the same API
/// anybody may use.
@Path("/wait/{sale}")
public class WaitPage {

    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Sales sales;

    WaitPage(Sales sales) {
        this.sales = sales;
    }

    @CheckedTemplate(basePath = "page", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Templates {
        private Templates() {}

        static native TemplateInstance wait(Sale sale, String back, String language);
    }

    /// @param back where to go once the turn has come: a path of this site
    @GET
    @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
    public Response page(
            @PathParam("sale") SaleId saleId,
            @QueryParam("return") @DefaultValue("/") String back,
            @Context HttpHeaders headers) {
        var sale = sales.get(saleId);
        if (!ofThisSite(back)) {
            throw INVALID_REQUEST
                    .because("The page to return to is not one of this site.")
                    .asException();
        }
        var language = language(headers);
        return Response.ok(Templates.wait(sale, back, language))
                .header("Content-Security-Policy", POLICY)
                .header("Content-Language", language)
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

    /// What the person has chosen in the shop (`hf_lang`); else Korean, unless the browser asks for English first.
    static String language(HttpHeaders headers) {
        var chosen = headers.getCookies().get("hf_lang");
        if (chosen != null
                && (chosen.getValue().equals("ko") || chosen.getValue().equals("en"))) {
            return chosen.getValue();
        }
        return headers.getAcceptableLanguages().stream()
                .map(Locale::getLanguage)
                .filter(language -> language.equals("ko") || language.equals("en"))
                .findFirst()
                .orElse("ko");
    }
}
