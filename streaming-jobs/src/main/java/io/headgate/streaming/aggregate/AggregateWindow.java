package io.headgate.streaming.aggregate;

import io.headgate.streaming.source.LateEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.util.IntervalUtils;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.JavaConverters;

/** The windows that an aggregate's SQL groups by. */
public final class AggregateWindow {
  private AggregateWindow() {}

  /** Empty when the SQL computes the lengths, so that nobody knows them beforehand. */
  public static Optional<LateEvents.Window> of(SparkSession session, String sql) {
    List<UnresolvedFunction> calls = new ArrayList<>();
    try {
      AggregateSql.visit(
          session.sessionState().sqlParser().parsePlan(sql),
          node -> {},
          expression -> {
            if (expression instanceof UnresolvedFunction call) {
              calls.add(call);
            }
          });
    } catch (ParseException e) {
      throw new IllegalArgumentException("Not the SQL of a valid contract", e);
    }
    return calls.stream().flatMap(call -> window(call).stream()).findFirst();
  }

  private static Optional<LateEvents.Window> window(UnresolvedFunction call) {
    List<Expression> arguments = JavaConverters.seqAsJavaList(call.arguments());
    OptionalLong[] micros =
        arguments.stream().skip(1).map(AggregateWindow::micros).toArray(OptionalLong[]::new);
    for (OptionalLong length : micros) {
      if (length.isEmpty()) {
        return Optional.empty();
      }
    }
    String name = call.nameParts().last();
    if (name.equalsIgnoreCase("session_window") && micros.length == 1) {
      return Optional.of(new LateEvents.Session(micros[0].getAsLong()));
    }
    if (!name.equalsIgnoreCase("window") || micros.length == 0) {
      return Optional.empty();
    }
    long size = micros[0].getAsLong();
    return Optional.of(
        new LateEvents.Fixed(
            size,
            micros.length > 1 ? micros[1].getAsLong() : size,
            micros.length > 2 ? micros[2].getAsLong() : 0));
  }

  private static OptionalLong micros(Expression argument) {
    if (!(argument instanceof Literal literal)) {
      return OptionalLong.empty();
    }
    if (literal.value() instanceof UTF8String text) {
      return micros(IntervalUtils.stringToInterval(text));
    }
    if (literal.value() instanceof CalendarInterval interval) {
      return micros(interval);
    }
    return literal.value() instanceof Long micros ? OptionalLong.of(micros) : OptionalLong.empty();
  }

  private static OptionalLong micros(CalendarInterval interval) {
    return interval.months == 0
        ? OptionalLong.of(TimeUnit.DAYS.toMicros(interval.days) + interval.microseconds)
        : OptionalLong.empty();
  }
}
