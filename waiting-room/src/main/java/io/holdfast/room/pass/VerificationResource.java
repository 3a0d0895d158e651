package io.holdfast.room.pass;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.contracts.pass.PassVerifier.Verdict;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.sale.Sale;
import io.holdfast.room.sale.Sales;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether a request carries a good pass: for a proxy before a site that is not ours.
///
/// The pass comes in the header `Holdfast-Pass`, or else in the cookie [PassesResource] gives. Whoever knows it may use
/// it until it ends. No request costs Redis anything: the keys, the time and the list of passes taken back are known
/// here.
@Path("/api/sales/{sale}/passes/verification")
@RunOnVirtualThread
public class VerificationResource {

    /// Where to send a visitor without a pass.
    static final String WAIT = "Holdfast-Wait";

    /// The good pass's `sid`.
    static final String SESSION = "Holdfast-Session";

    /// What a proxy appends to.
    private static final String OURS = "/passes/verification";

    private final Sales sales;
    private final Rooms rooms;
    private final PublishedKeys keys;
    private final Revocations revocations;

    VerificationResource(Sales sales, Rooms rooms, PublishedKeys keys, Revocations revocations) {
        this.sales = sales;
        this.rooms = rooms;
        this.keys = keys;
        this.revocations = revocations;
    }

    /// A proxy that only looks at the status, as nginx does, asks here and says in `X-Original-URI` what the visitor
    /// wants: 204, or 401 with [#WAIT]. One that appends it, and gives the visitor our answer, as Envoy does, is
    /// told 200 or 302.
    @GET
    @Path("{original: .*}")
    public Response get(
            @PathParam("sale") SaleId saleId, @Context HttpServerRequest request, @Context HttpHeaders headers) {
        var sale = sales.get(saleId);
        var original = headers.getHeaderString("X-Original-URI");
        var pass = good(sale, headers);
        var appended = appended(request);
        if (appended.startsWith("/")) {
            return pass.isPresent()
                    ? Response.ok().header(SESSION, pass.get().session()).build()
                    : Response.status(302)
                            .header("Location", waitPage(sale, appended))
                            .build();
        }
        return pass.isPresent()
                ? Response.noContent().header(SESSION, pass.get().session()).build()
                : Response.status(401)
                        .header("WWW-Authenticate", AdmissionPass.HEADER)
                        .header(WAIT, waitPage(sale, original == null ? "/" : original))
                        .build();
    }

    @POST
    @Path("{original: .*}")
    public Response post(
            @PathParam("sale") SaleId sale, @Context HttpServerRequest request, @Context HttpHeaders headers) {
        return get(sale, request, headers);
    }

    @PUT
    @Path("{original: .*}")
    public Response put(
            @PathParam("sale") SaleId sale, @Context HttpServerRequest request, @Context HttpHeaders headers) {
        return get(sale, request, headers);
    }

    @PATCH
    @Path("{original: .*}")
    public Response patch(
            @PathParam("sale") SaleId sale, @Context HttpServerRequest request, @Context HttpHeaders headers) {
        return get(sale, request, headers);
    }

    @DELETE
    @Path("{original: .*}")
    public Response delete(
            @PathParam("sale") SaleId sale, @Context HttpServerRequest request, @Context HttpHeaders headers) {
        return get(sale, request, headers);
    }

    private Optional<AdmissionPass> good(Sale sale, HttpHeaders headers) {
        var token = token(sale, headers);
        if (token == null) {
            return Optional.empty();
        }
        return switch (keys.verifier().verify(token, sale.id(), rooms.door(sale).now())) {
            case Verdict.Good(var pass)
            when !revocations.of(sale.id()).sessions().contains(pass.session()) -> Optional.of(pass);
            case Verdict.Good _, Verdict.Expired(), Verdict.Invalid() -> Optional.empty();
        };
    }

    private static @Nullable String token(Sale sale, HttpHeaders headers) {
        var header = headers.getHeaderString(AdmissionPass.HEADER);
        if (header != null && !header.isBlank()) {
            return header.strip();
        }
        var cookies = headers.getCookies();
        var own = cookies.get(PassCookie.of(sale.id()));
        var cookie = own == null ? cookies.get(PassCookie.SHORT) : own;
        return cookie == null ? null : cookie.getValue();
    }

    /// Empty when nothing is.
    private static String appended(HttpServerRequest request) {
        var uri = request.uri();
        return uri.contains(OURS) ? uri.substring(uri.indexOf(OURS) + OURS.length()) : "";
    }

    /// @param back is taken back to when the turn has come, if it is a path of the same site
    private static String waitPage(Sale sale, String back) {
        var ours = back.length() <= 1000
                && back.startsWith("/")
                && !back.startsWith("//")
                && back.chars().allMatch(c -> c > ' ' && c != '\\' && c < 0x7f);
        return "/wait/" + sale.id() + "?return=" + URLEncoder.encode(ours ? back : "/", StandardCharsets.UTF_8);
    }
}
