package io.holdfast.ticketing.coupon;

import io.holdfast.contracts.id.CouponId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.visitor.Visitor;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A member's own coupons.
@Path("/api")
@RunOnVirtualThread
public class CouponResource {

    /// @param amount what it takes off, or the most when it is a percentage
    public record CouponView(
            CouponId id,
            String name,
            @Nullable ShowId show,
            Money amount,
            @Nullable BigDecimal percentOff,
            Money minimum,
            Instant until,
            Coupon.State state) {}

    public record CouponList(List<CouponView> coupons) {}

    private final Coupons coupons;
    private final Visitor visitor;

    CouponResource(Coupons coupons, Visitor visitor) {
        this.coupons = coupons;
        this.visitor = visitor;
    }

    /// The member's own; those that can be used come first.
    @GET
    @Path("/me/coupons")
    public CouponList mine() {
        return new CouponList(coupons.mine(visitor.customerOrProblem()).stream()
                .map(coupon -> new CouponView(
                        coupon.id(),
                        coupon.name(),
                        coupon.show().orElse(null),
                        coupon.reduction().amount(),
                        coupon.reduction().percentOff().orElse(null),
                        coupon.reduction().minimum(),
                        coupon.until(),
                        coupon.state()))
                .toList());
    }
}
