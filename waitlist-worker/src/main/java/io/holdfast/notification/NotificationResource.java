package io.holdfast.notification;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.notification.Interests.Interest;
import io.holdfast.notification.Interests.Wish;
import io.holdfast.notification.PushDevices.Subscription;
import io.holdfast.visitor.Visitor;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How customers who are signed in are told, and what they were told.
@Path("/api/notifications")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class NotificationResource {

    private static final int MOST_INTERESTS = 30;
    private static final Pattern INTEREST = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} _-]{0,39}");

    /// @param concerns for each concern the channels wanted, e.g. `{"news": []}`; those left out stay as they are
    /// @param timeZone IANA name, where the customer's nights are; absent: wherever the venue is
    @RegisterForReflection
    public record Wanted(
            @Nullable Map<String, @Nullable List<@Nullable String>> concerns,
            @Nullable String timeZone) {}

    /// @param channels those the house has
    /// @param cannotWait the concerns that keep one channel at least
    @RegisterForReflection
    public record PreferencesView(
            Map<String, List<String>> concerns,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String timeZone,

            List<String> channels,
            List<String> cannotWait,
            String quietFrom,
            String quietUntil) {}

    @RegisterForReflection
    public record InterestsView(
            @Nullable List<@Nullable String> categories,
            @Nullable List<@Nullable String> regions) {}

    /// As `PushSubscription.toJSON()` gives it.
    @RegisterForReflection
    public record NewDevice(
            @Nullable String endpoint, @Nullable DeviceKeys keys) {}

    @RegisterForReflection
    public record DeviceKeys(
            @Nullable String p256dh, @Nullable String auth) {}

    @RegisterForReflection
    public record DeviceView(UUID id, String service, Instant addedAt) {}

    @RegisterForReflection
    public record DeviceList(List<DeviceView> devices) {}

    /// @param key uncompressed point, Base64 for URLs: the browser's `applicationServerKey`
    @RegisterForReflection
    public record VapidKey(String key) {}

    /// @param state `DUE`, `SENDING`, `SENT` or `DEAD`
    /// @param why why it is dead
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LineView(
            UUID id,
            String kind,
            String channel,
            String state,
            Instant createdAt,
            @Nullable Instant sentAt,
            @Nullable String why) {}

    /// @param next the next page's `before`; absent on the last page
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LineList(
            List<LineView> notifications,
            boolean emailRefused,
            @Nullable UUID next) {}

    private final Visitor visitor;
    private final Preferences preferences;
    private final Interests interests;
    private final PushDevices devices;
    private final Contacts contacts;
    private final Log log;
    private final Messages messages;
    private final NotificationConfig config;
    private final PushConfig push;

    NotificationResource(
            Visitor visitor,
            Preferences preferences,
            Interests interests,
            PushDevices devices,
            Contacts contacts,
            Log log,
            Messages messages,
            NotificationConfig config,
            PushConfig push) {
        this.visitor = visitor;
        this.preferences = preferences;
        this.interests = interests;
        this.devices = devices;
        this.contacts = contacts;
        this.log = log;
        this.messages = messages;
        this.config = config;
        this.push = push;
    }

    /// What the customer was told, newest first; `emailRefused` when the mail address does not exist.
    @GET
    public LineList mine(@QueryParam("before") @Nullable UUID before) {
        var customer = visitor.customerOrProblem();
        var lines = log.of(customer, before);
        return new LineList(
                lines.stream()
                        .map(line -> new LineView(
                                line.id(),
                                line.kind(),
                                line.channel(),
                                line.state(),
                                line.createdAt(),
                                line.sentAt().orElse(null),
                                line.death().orElse(null)))
                        .toList(),
                contacts.isEmailRefused(customer),
                lines.size() == Log.PAGE ? lines.getLast().id() : null);
    }

    @GET
    @Path("/preferences")
    public PreferencesView preferences() {
        var customer = visitor.customerOrProblem();
        var concerns = new TreeMap<String, List<String>>();
        preferences.of(customer).forEach((concern, channels) -> concerns.put(said(concern), said(channels)));
        return new PreferencesView(
                concerns,
                preferences.zone(customer).map(ZoneId::getId).orElse(null),
                said(messages.offered()),
                List.of(Concern.values()).stream()
                        .filter(Concern::cannotWait)
                        .map(NotificationResource::said)
                        .toList(),
                config.quietFrom().toString(),
                config.quietUntil().toString());
    }

    @PUT
    @Path("/preferences")
    @Consumes(MediaType.APPLICATION_JSON)
    public PreferencesView prefer(@Nullable Wanted wanted) {
        var customer = visitor.customerOrProblem();
        if (wanted == null) {
            throw invalid("Please say how you want to be told.");
        }
        var concerns = new EnumMap<Concern, List<Channel>>(Concern.class);
        if (wanted.concerns() != null) {
            wanted.concerns().forEach((name, channels) -> {
                var concern = read(Concern.values(), name, "There is no such concern.");
                if (channels == null) {
                    throw invalid("Please name the channels, none as an empty list.");
                }
                var chosen = new ArrayList<Channel>();
                for (var channel : channels) {
                    var one = read(Channel.values(), channel, "A channel is email, sms or push.");
                    if (!chosen.contains(one)) {
                        chosen.add(one);
                    }
                }
                if (concern.cannotWait() && chosen.isEmpty()) {
                    throw invalid("Please keep one way at least to be told of bookings, offers and your turn.");
                }
                concerns.put(concern, chosen);
            });
        }
        preferences.save(customer, concerns, zone(wanted.timeZone()));
        return preferences();
    }

    @GET
    @Path("/interests")
    public InterestsView interests() {
        return interests
                .of(visitor.customerOrProblem())
                .map(interest -> new InterestsView(List.copyOf(interest.categories()), List.copyOf(interest.regions())))
                .orElseGet(() -> new InterestsView(List.of(), List.of()));
    }

    /// New shows of these categories in these regions are announced, and their sales reminded of. An empty list stands
    /// for any; two empty ones end it.
    @PUT
    @Path("/interests")
    @Consumes(MediaType.APPLICATION_JSON)
    public InterestsView takeInterest(@Nullable InterestsView wanted) {
        var customer = visitor.customerOrProblem();
        if (wanted == null) {
            throw invalid("Please say what you are interested in.");
        }
        interests.save(customer, new Interest(words(wanted.categories()), words(wanted.regions())));
        return interests();
    }

    /// A reminder before the sale opens, whatever the interests are.
    @PUT
    @Path("/reminders/{sale}")
    public Response remind(@PathParam("sale") SaleId sale) {
        return wish(sale, Wish.WANTED);
    }

    /// None, whatever the interests are.
    @DELETE
    @Path("/reminders/{sale}")
    public Response doNotRemind(@PathParam("sale") SaleId sale) {
        return wish(sale, Wish.UNWANTED);
    }

    private Response wish(SaleId sale, Wish wish) {
        if (!interests.remind(visitor.customerOrProblem(), sale, wish)) {
            throw NOT_FOUND.because("There is no such sale.").asException();
        }
        return Response.noContent().build();
    }

    @GET
    @Path("/vapid-key")
    public VapidKey vapidKey() {
        return push.publicKey()
                .filter(_ -> messages.offered().contains(Channel.PUSH))
                .map(VapidKey::new)
                .orElseThrow(
                        () -> NOT_FOUND.because("There is no web push here.").asException());
    }

    @GET
    @Path("/push-subscriptions")
    public DeviceList devices() {
        return new DeviceList(devices.of(visitor.customerOrProblem()).stream()
                .map(device -> new DeviceView(device.id(), device.service(), device.addedAt()))
                .toList());
    }

    /// Safe to repeat: a browser is known by its subscription, and keeps its id.
    @POST
    @Path("/push-subscriptions")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response subscribe(@Nullable NewDevice device) {
        var customer = visitor.customerOrProblem();
        if (device == null
                || device.endpoint() == null
                || device.endpoint().length() > 1_000
                || device.keys() == null
                || !isKey(device.keys().p256dh(), 65)
                || !isKey(device.keys().auth(), 16)) {
            throw invalid("Please give the browser's subscription as it is.");
        }
        var service = devices.service(device.endpoint())
                .filter(_ -> messages.offered().contains(Channel.PUSH))
                .orElseThrow(() -> invalid("This push service is not one of ours."));
        var subscription = new Subscription(
                device.endpoint(),
                text(device.keys().p256dh()),
                text(device.keys().auth()));
        var saved = devices.save(customer, subscription, service)
                .orElseThrow(() -> invalid("Ten devices at most; please remove one first."));
        return Response.status(201)
                .entity(new DeviceView(saved.id(), saved.service(), saved.addedAt()))
                .build();
    }

    @DELETE
    @Path("/push-subscriptions/{device}")
    public Response unsubscribe(@PathParam("device") UUID device) {
        if (!devices.remove(device, visitor.customerOrProblem())) {
            throw NOT_FOUND.because("There is no such device.").asException();
        }
        return Response.noContent().build();
    }

    private static boolean isKey(@Nullable String key, int bytes) {
        if (key == null || key.length() > 200) {
            return false;
        }
        try {
            return Base64.getUrlDecoder().decode(key).length == bytes;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static List<String> words(@Nullable List<@Nullable String> wanted) {
        if (wanted == null) {
            return List.of();
        }
        if (wanted.size() > MOST_INTERESTS) {
            throw invalid("Thirty at most.");
        }
        return wanted.stream()
                .map(word -> Optional.ofNullable(word)
                        .map(String::strip)
                        .filter(one -> INTEREST.matcher(one).matches())
                        .orElseThrow(() -> invalid("A category or region is a word of up to 40 characters.")))
                .distinct()
                .toList();
    }

    private static @Nullable ZoneId zone(@Nullable String name) {
        if (name == null) {
            return null;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw invalid("A time zone is named like Asia/Seoul.");
        }
    }

    private static <T extends Enum<T>> T read(T[] all, @Nullable String name, String otherwise) {
        for (var one : all) {
            if (said(one).equals(name)) {
                return one;
            }
        }
        throw invalid(otherwise);
    }

    private static io.holdfast.contracts.problem.ProblemException invalid(String why) {
        return INVALID_REQUEST.because(why).asException();
    }

    private static String said(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> said(List<? extends Enum<?>> all) {
        return all.stream().map(NotificationResource::said).toList();
    }
}
