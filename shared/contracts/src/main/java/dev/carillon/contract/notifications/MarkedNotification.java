package dev.carillon.contract.notifications;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a notification stands after a mark: the same however often, and by however many devices, the
 * mark is made.
 *
 * @param mail what was decided about its mail; absent if it has none. {@code cancelled}: it was in
 *     time, and no mail goes; {@code escalated}: it was too late
 * @param mailId that mail; absent if it has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MarkedNotification(
    UUID id, boolean seen, boolean acked, @Nullable EscalationState mail, @Nullable UUID mailId) {}
