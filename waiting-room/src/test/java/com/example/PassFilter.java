package com.example;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jose4j.http.Get;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

/// Lets in who carries a good pass of the sale's waiting room, and sends everybody else to wait. Passes are verified
/// here; the waiting room is asked for its keys, and every few seconds for the passes it has taken back.
///
/// Init parameters: `sale`, and `waiting-room`, its address as this server reaches it.
public class PassFilter implements Filter {

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private String sale;
    private JwtConsumer passes;
    private volatile Set<String> revoked = Set.of();

    @Override
    public void init(FilterConfig config) {
        sale = config.getInitParameter("sale");
        var room = config.getInitParameter("waiting-room");
        passes = new JwtConsumerBuilder()
                .setVerificationKeyResolver(
                        new HttpsJwksVerificationKeyResolver(new HttpsJwks(room + "/.well-known/jwks.json")))
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, "ES256"))
                .setExpectedType(true, "holdfast-pass+jwt")
                .setExpectedIssuer("holdfast-waiting-room")
                .setExpectedAudience(sale)
                .setRequireExpirationTime()
                .setMaxFutureValidityInMinutes(15)
                .build();
        clock.scheduleWithFixedDelay(() -> readRevoked(room), 0, 2, TimeUnit.SECONDS);
    }

    private void readRevoked(String room) {
        try {
            var list = new Get()
                    .get(room + "/api/sales/" + sale + "/revoked-passes")
                    .getBody();
            var sessions = new HashSet<String>();
            ((List<?>) JsonUtil.parseJson(list).get("sessions")).forEach(session -> sessions.add((String) session));
            revoked = sessions;
        } catch (IOException | JoseException | RuntimeException away) {
            // The last list counts; a pass ends after ten minutes in any case.
        }
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var request = (HttpServletRequest) servletRequest;
        if (mayEnter(request)) {
            chain.doFilter(request, response);
            return;
        }
        var query = request.getQueryString();
        var back = query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
        var here = URLEncoder.encode(back, StandardCharsets.UTF_8);
        ((HttpServletResponse) response).sendRedirect("/wait/" + sale + "?return=" + here);
    }

    private boolean mayEnter(HttpServletRequest request) {
        var cookies = Objects.requireNonNullElse(request.getCookies(), new Cookie[0]);
        var inCookie = Arrays.stream(cookies)
                .filter(cookie -> cookie.getName().equals("hf_pass_" + sale))
                .map(Cookie::getValue);
        return Stream.concat(Stream.ofNullable(request.getHeader("Holdfast-Pass")), inCookie)
                .anyMatch(this::good);
    }

    private boolean good(String pass) {
        try {
            return !revoked.contains(passes.processToClaims(pass).getStringClaimValue("sid"));
        } catch (InvalidJwtException | MalformedClaimException e) {
            return false;
        }
    }

    @Override
    public void destroy() {
        clock.shutdownNow();
    }
}
