package dev.carillon.contract.users;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.failure.FieldError;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one item of a batch. It holds no personal value, so that it may be kept.
 *
 * @param index the item's place in the request, from 0
 * @param result {@code done}, {@code unchanged} (it was so already) or {@code failed}
 * @param id the user, where known
 * @param version the user's version after the change
 * @param code why it failed, as in problem documents
 * @param detail the same as a sentence
 * @param errors the fields to blame, with pointers into the item
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BatchOutcome(
    int index,
    String result,
    @Nullable UUID id,
    @Nullable Long version,
    @Nullable String code,
    @Nullable String detail,
    @Nullable List<FieldError> errors) {
  public BatchOutcome {
    errors = errors == null ? null : List.copyOf(errors);
  }
}
