package io.holdfast.ticketing.show;

import io.holdfast.ticketing.hall.SeatingPlan;
import java.util.ArrayList;
import java.util.List;

/// All that a plan has to sell, in columns, as one statement takes them: the seats in plan order and then the places
/// of general admission, which have neither row nor neighbours and are called by their area.
record Places(
        List<String> ids,
        List<String> sections,
        List<String> rows,
        List<String> numbers,
        List<String> labels,
        List<String> grades) {

    static Places of(SeatingPlan plan) {
        var places = new Places(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        plan.seats()
                .forEach(seat -> places.add(
                        seat.id().value(),
                        seat.section(),
                        seat.row(),
                        seat.place(),
                        seat.label(),
                        plan.gradeOf(seat).name()));
        for (var area : plan.openAreas()) {
            var grade = plan.grades().get(area.grade()).name();
            for (var number = 1; number <= area.capacity(); number++) {
                places.add(area.place(number).value(), area.name(), "", number, area.name(), grade);
            }
        }
        return places;
    }

    void add(String id, String section, String row, int number, String label, String grade) {
        ids.add(id);
        sections.add(section);
        rows.add(row);
        numbers.add(Integer.toString(number));
        labels.add(label);
        grades.add(grade);
    }
}
