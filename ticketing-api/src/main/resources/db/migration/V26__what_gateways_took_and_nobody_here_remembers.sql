-- After our payments have been compared, each gateway is asked for what it has taken: after a restore from a backup it knows
-- of payments that are not in these tables any more.
alter table reconciliation
    add column listing text,
    add column listing_after text,
    add constraint a_page_is_a_gateways check (listing_after is null or listing is not null);

alter table reconciliation_finding
    add column provider_payment text,
    drop constraint reconciliation_finding_kind_check,
    add constraint reconciliation_finding_kind_check check (kind in (
        'CAPTURED_THERE', 'CAPTURED_HERE', 'AMOUNTS_DIFFER', 'REFUND_NOT_HEARD_OF', 'NO_ANSWER', 'UNKNOWN_HERE')),
    drop constraint met_once,
    add constraint met_once
        unique nulls not distinct (reconciliation_id, channel, order_id, top_up_id, kind, provider_payment),
    add constraint what_is_unknown_here_has_the_gateways_name check (
        kind <> 'UNKNOWN_HERE' or provider_payment is not null);
