package io.headgate.datafaults;

import static java.util.stream.Collectors.toCollection;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The events of one day, and what producers do to them. */
final class Producers {
  private static final int EVENTS = 120;
  private static final List<String> AIRPORTS = List.of("ATL", "ORD", "DFW", "LAX", "PHX");
  private static final double PERCENT = 100;

  private final Random dice;
  private List<Departure> events = new ArrayList<>();
  private int copies;

  Producers(LocalDate date) {
    dice = new Random(date.toEpochDay());
    for (int i = 0; i < EVENTS; i++) {
      Instant at = date.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(86_400L * i / EVENTS);
      events.add(
          new Departure(
              date + "-" + i,
              at,
              i * 7 % 40 - 5,
              500 + 100 * (i % 10),
              AIRPORTS.get((i + i / 10) % AIRPORTS.size()),
              AIRPORTS.get((i + i / 10 + 2) % AIRPORTS.size()),
              at.plusSeconds(60),
              null));
    }
  }

  List<Departure> events() {
    return List.copyOf(events);
  }

  /** Does what a cell of a table says. */
  Producers doing(List<String> deeds) {
    deeds.forEach(this::happens);
    return this;
  }

  /** A share of the events once more, under new ids. */
  List<Departure> late(String share) {
    int before = events.size();
    copy(chosen(share), true);
    return List.copyOf(events.subList(before, events.size()));
  }

  private void happens(String deed) {
    String[] words = deed.split(" ", -1);
    switch (words[0]) {
      case "lose" -> keepOthers(chosen(words[1]));
      case "until" -> events = new ArrayList<>(events.subList(0, count(words[1])));
      case "copy" -> copy(chosen(words[1]), words[2].equals("new"));
      case "shuffle" -> Collections.shuffle(events, dice);
      case "delay" -> change(words[1], event -> delayed(event, words));
      case "distance" ->
          change(
              words[1],
              event -> event.withDistance(event.distanceMiles() * Double.parseDouble(words[3])));
      case "origin" -> change(words[1], event -> event.withOrigin(words[2]));
      case "destination" -> change(words[1], event -> event.withDestination(null));
      case "time" ->
          change(
              words[1],
              event -> event.withScheduledAt(event.scheduledAt().plus(Duration.parse(words[2]))));
      case "bytes" -> change(words[1], event -> event.withBytes(words[2]));
      default -> throw new IllegalArgumentException("No producer does this: " + deed);
    }
  }

  private static Departure delayed(Departure event, String[] words) {
    return switch (words[2]) {
      case "null" -> event.withDelay(null);
      case "plus" -> event.withDelay(event.delayMinutes() + Integer.parseInt(words[3]));
      case "times" -> event.withDelay(event.delayMinutes() * Integer.parseInt(words[3]));
      default -> throw new IllegalArgumentException("No change of a delay: " + words[2]);
    };
  }

  private void keepOthers(Set<Integer> lost) {
    events =
        IntStream.range(0, events.size())
            .filter(i -> !lost.contains(i))
            .mapToObj(events::get)
            .collect(toCollection(ArrayList::new));
  }

  private void copy(Set<Integer> chosen, boolean underNewIds) {
    copies++;
    for (int i : new TreeSet<>(chosen)) {
      Departure event = events.get(i);
      events.add(
          underNewIds
              ? event.withEventId(
                  String.format(Locale.ROOT, "%s-copy-%d-%d", event.eventId(), copies, i))
              : event);
    }
  }

  private void change(String share, UnaryOperator<Departure> how) {
    for (int i : chosen(share)) {
      events.set(i, how.apply(events.get(i)));
    }
  }

  /** A share of the events, by dice. */
  private Set<Integer> chosen(String share) {
    List<Integer> all =
        IntStream.range(0, events.size()).boxed().collect(toCollection(ArrayList::new));
    Collections.shuffle(all, dice);
    return new HashSet<>(all.subList(0, count(share)));
  }

  private int count(String share) {
    double percent = Double.parseDouble(share.replace("%", ""));
    return (int) Math.round(events.size() * percent / PERCENT);
  }
}
