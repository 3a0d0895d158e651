-- A seat that an edited plan does without is looked for among the valid tickets.
create index ticket_by_valid_seat on ticket (performance_id, valid_seat) where valid_seat is not null;
