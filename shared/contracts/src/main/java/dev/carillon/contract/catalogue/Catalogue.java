package dev.carillon.contract.catalogue;

import dev.carillon.bus.Contract;
import dev.carillon.bus.Topic;
import dev.carillon.contract.broadcasts.Broadcasts;
import dev.carillon.contract.cluster.NodeRows;
import dev.carillon.contract.events.ParkedEvents;
import dev.carillon.contract.inbox.Inbox;
import dev.carillon.contract.keys.Keys;
import dev.carillon.contract.live.Live;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.notifications.Notifications;
import dev.carillon.contract.presence.Presences;
import dev.carillon.contract.suppressions.Suppressions;
import dev.carillon.contract.tasks.NodeTasks;
import dev.carillon.contract.templates.Templates;
import dev.carillon.contract.throttles.Flow;
import dev.carillon.contract.tokens.Tokens;
import dev.carillon.contract.users.Users;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * Every constant of every area, in the order in which their holders name them. Not in it are the
 * contracts that are made for a name, {@code UserEvents.to}: they are never exposed.
 */
public final class Catalogue {
  /** The classes that hold the constants; a new area has a line here. */
  public static final List<Class<?>> HOLDERS =
      List.of(
          Users.class,
          Mails.class,
          Templates.class,
          Suppressions.class,
          Flow.class,
          Broadcasts.class,
          Live.class,
          LiveTopics.class,
          Presences.class,
          Notifications.class,
          Inbox.class,
          ParkedEvents.class,
          Keys.class,
          Tokens.class,
          NodeTasks.class,
          NodeRows.class);

  private Catalogue() {}

  /** All contracts. */
  public static List<Contract<?, ?>> contracts() {
    List<Contract<?, ?>> contracts = new ArrayList<>();
    for (Object constant : constants()) {
      if (constant instanceof Contract<?, ?> contract) {
        contracts.add(contract);
      }
    }
    return contracts;
  }

  /** All topics. */
  public static List<Topic<?>> topics() {
    List<Topic<?>> topics = new ArrayList<>();
    for (Object constant : constants()) {
      if (constant instanceof Topic<?> topic) {
        topics.add(topic);
      }
    }
    return topics;
  }

  private static List<Object> constants() {
    List<Object> constants = new ArrayList<>();
    for (Class<?> holder : HOLDERS) {
      for (Field field : holder.getFields()) {
        try {
          constants.add(field.get(null));
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("A constant of a contract must be public: " + field, e);
        }
      }
    }
    return constants;
  }
}
