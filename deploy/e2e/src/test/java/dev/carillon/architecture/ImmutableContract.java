package dev.carillon.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.carillon.json.Doc;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A contract's class is a record of immutable parts, an enum, or a holder of constants. */
final class ImmutableContract extends ArchCondition<JavaClass> {
  private static final Set<Class<?>> IMMUTABLE =
      Set.of(
          String.class,
          UUID.class,
          Instant.class,
          Duration.class,
          Doc.class,
          Boolean.class,
          Integer.class,
          Long.class,
          Double.class,
          boolean.class,
          int.class,
          long.class,
          double.class,
          List.class,
          Map.class);

  ImmutableContract() {
    super("be a record of immutable parts, an enum or a holder of constants");
  }

  @Override
  public void check(JavaClass item, ConditionEvents events) {
    if (item.getSimpleName().equals("package-info") || item.isEnum()) {
      return;
    }
    Class<?> type = item.reflect();
    if (type.isRecord()) {
      for (RecordComponent part : type.getRecordComponents()) {
        // What a type variable stands for is a contract, and looked at by itself.
        if (!(part.getGenericType() instanceof TypeVariable<?>) && !isImmutable(part.getType())) {
          events.add(
              SimpleConditionEvent.violated(item, item.getName() + "." + part + " can change"));
        }
      }
    } else if (item.getFields().stream()
        .anyMatch(f -> !f.getModifiers().contains(JavaModifier.STATIC))) {
      events.add(SimpleConditionEvent.violated(item, item.getName() + " is no contract"));
    }
  }

  private static boolean isImmutable(Class<?> type) {
    return IMMUTABLE.contains(type) || type.isEnum() || type.isRecord() || type.isSealed();
  }
}
