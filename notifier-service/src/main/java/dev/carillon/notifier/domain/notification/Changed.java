package dev.carillon.notifier.domain.notification;

import dev.carillon.contract.live.TopicMessages;
import java.util.List;
import java.util.UUID;

/**
 * What a transaction has done, when it is committed.
 *
 * @param answer for who asked
 * @param told on the topics of users; nothing where nothing was changed
 * @param cancelled mails that do not go
 */
public record Changed<T>(T answer, List<TopicMessages> told, List<UUID> cancelled) {
  public Changed {
    told = List.copyOf(told);
    cancelled = List.copyOf(cancelled);
  }
}
