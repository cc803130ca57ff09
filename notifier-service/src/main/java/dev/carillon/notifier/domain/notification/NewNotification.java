package dev.carillon.notifier.domain.notification;

import dev.carillon.contract.notifications.CreateNotification;
import dev.carillon.notifier.domain.mail.NewMail;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notification that is to be stored.
 *
 * @param mail the one that goes out if nobody is in time, with its delay; null for none
 * @param sender who creates it: the name of a key
 */
public record NewNotification(
    UUID id, CreateNotification says, @Nullable NewMail mail, @Nullable String sender) {}
