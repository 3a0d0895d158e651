package io.holdfast.ticketing.hold;

/// How many seats each shopper has of a sale.
final class ShopperSeats {

    /// Counts back the seats of the holds in `ended` (`sale_id`, `subject`, `offer_id`, `seats`), but for offers,
    /// which nobody's seats were counted for. Follows the change of the seats, `changed`: rows of `shopper` come
    /// last and in the one order everybody takes them in.
    static final String COUNTED_BACK = """
        counted as materialized (
            select shopper.sale_id, shopper.subject, fewer.seats
              from (select sale_id, subject, cast(sum(cardinality(seats)) as int) as seats
                      from ended
                     where offer_id is null
                     group by sale_id, subject
                     order by sale_id, subject) as fewer
             cross join lateral (
                   select sale_id, subject
                     from shopper
                    where shopper.sale_id = fewer.sale_id
                      and shopper.subject = fewer.subject
                      for update) as shopper
             where (select count(*) from changed) >= 0),
        less as (
            update shopper
               set seats = greatest(0, shopper.seats - counted.seats)
              from counted
             where shopper.sale_id = counted.sale_id
               and shopper.subject = counted.subject)
        """;

    private ShopperSeats() {}
}
