package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.failure.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one recipient of a mail to many.
 *
 * @param index the recipient's place in the request, from 0
 * @param accepted the mail, if there is one
 * @param code why there is none, as in problem documents
 * @param detail the same as a sentence
 * @param errors the fields to blame
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MailOutcome(
    int index,
    @Nullable Accepted accepted,
    @Nullable String code,
    @Nullable String detail,
    @Nullable List<FieldError> errors) {
  public MailOutcome {
    errors = errors == null ? null : List.copyOf(errors);
  }
}
