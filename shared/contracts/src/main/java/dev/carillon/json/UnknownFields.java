package dev.carillon.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FieldError;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fields that a record does not have, named beside what else is wrong: a misspelt name is often why
 * another one is missing.
 */
final class UnknownFields {
  private static final int MAX_NAMED = 50; // a body may hold any number of them
  private static final String DETAIL = "is not a known field";

  /** Reads the text once more, as a tree. */
  interface Again {
    JsonNode read() throws IOException;
  }

  private UnknownFields() {}

  /** The failure, with the unknown fields of the outermost object that it does not name yet. */
  static Failure addedTo(Failure failure, Class<?> type, Again json) {
    if (!type.isRecord() || failure.details().isEmpty()) {
      return failure;
    }
    List<FieldError> all = new ArrayList<>(failure.details());
    Set<String> known =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toSet());
    Set<String> named =
        all.stream().map(FieldError::pointer).collect(Collectors.toUnmodifiableSet());
    try {
      json.read()
          .fieldNames()
          .forEachRemaining(
              name -> {
                boolean isNew = !known.contains(name) && !named.contains("/" + name);
                if (isNew && all.size() < MAX_NAMED) {
                  all.add(new FieldError("/" + name, DETAIL));
                }
              });
    } catch (IOException notJson) {
      return failure;
    }
    return all.size() == failure.details().size()
        ? failure
        : new Failure(failure.code(), failure.message(), all);
  }
}
