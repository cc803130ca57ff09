package dev.carillon.contract.notifications;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells a user something, on every device.
 *
 * @param title one line of 1 to 200 characters
 * @param body text, to 4,000 characters
 * @param data what a program makes of it: any JSON but {@code null}, to 16 KiB
 * @param escalate the mail that goes out if nobody is quicker; absent for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CreateNotification(
    UUID userId,
    String title,
    @Nullable String body,
    @Doc.AsWritten @Nullable Doc data,
    @Nullable Escalate escalate) {
  private static final int MAX_TITLE = 200;
  private static final int MAX_BODY = 4_000;
  private static final int MAX_DATA = 16_384;

  public CreateNotification {
    Checks.start()
        .present("/userId", userId)
        .line("/title", title, 1, MAX_TITLE)
        .textIfPresent("/body", body, 0, MAX_BODY)
        .that(
            data == null || Json.bytes(data).length <= MAX_DATA,
            "/data",
            "is longer than " + MAX_DATA + " bytes of JSON")
        .verify();
  }
}
