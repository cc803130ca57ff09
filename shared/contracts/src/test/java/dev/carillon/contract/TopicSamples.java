package dev.carillon.contract;

import dev.carillon.contract.live.DeleteTopicRule;
import dev.carillon.contract.live.GetTopicRule;
import dev.carillon.contract.live.GetTopicRules;
import dev.carillon.contract.live.ListTopicRules;
import dev.carillon.contract.live.NewMessage;
import dev.carillon.contract.live.PublishMessages;
import dev.carillon.contract.live.Published;
import dev.carillon.contract.live.PutTopicRule;
import dev.carillon.contract.live.ReadTopic;
import dev.carillon.contract.live.SlowPolicy;
import dev.carillon.contract.live.TopicHistory;
import dev.carillon.contract.live.TopicMessage;
import dev.carillon.contract.live.TopicMessages;
import dev.carillon.contract.live.TopicNames;
import dev.carillon.contract.live.TopicPage;
import dev.carillon.contract.live.TopicPositions;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.contract.live.TopicRulePage;
import dev.carillon.contract.live.TopicRuleSet;
import dev.carillon.contract.live.TopicRuleSpec;
import dev.carillon.contract.live.TopicRulesVersion;
import dev.carillon.contract.presence.GetPresence;
import dev.carillon.contract.presence.PresenceNews;
import dev.carillon.contract.presence.PresenceNews.Change;
import dev.carillon.contract.presence.PresenceWanted;
import dev.carillon.contract.presence.TopicPresence;
import dev.carillon.json.Doc;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Messages about topics. */
final class TopicSamples {
  private static final Instant AT = Instant.parse("2026-11-22T21:50:09.565674Z");
  private static final PageRequest PAGE = new PageRequest(50, null);
  private static final UUID USER = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");
  private static final String EPOCH = "0d4c7f9a2b31";

  private TopicSamples() {}

  static List<Record> all() {
    TopicRuleSpec spec =
        new TopicRuleSpec(
            true,
            new TopicHistory(10, Duration.ofMinutes(5)),
            true,
            List.of("reader"),
            List.of("writer", "admin"),
            SlowPolicy.DROP_OLDEST,
            1_000,
            20,
            Duration.ofMillis(5));
    TopicRule rule = TopicRule.of("orders.*", spec, false, 7);
    Doc data = Doc.asWritten("{\"price\":100.00,\"n\":null}".getBytes(StandardCharsets.UTF_8));
    TopicMessage message = new TopicMessage(12, AT, "order-1", data);
    Published published = new Published(EPOCH, 12L, List.of(11L, 12L));
    return List.of(
        new GetPresence("room.7"),
        new TopicPresence("room.7", 2, 1, List.of(USER), true),
        new PresenceNews(
            "g", 3, 4, -5, 0, 1, List.of(new Change("room.7", List.of(USER), List.of(), 1))),
        new PresenceWanted(null),
        new PresenceWanted("g"),
        new PutTopicRule("orders.*", spec, IfMatch.ANY, false),
        new PutTopicRule(
            "a.{userId}.>",
            new TopicRuleSpec(null, null, null, null, null, null, null, null, null),
            null,
            true),
        new GetTopicRule("orders.*"),
        new DeleteTopicRule("orders.*", null),
        new ListTopicRules(PAGE),
        rule,
        new TopicRulePage(List.of(rule), "orders.*"),
        new GetTopicRules(3),
        new TopicRuleSet(7, List.of(rule)),
        new TopicRuleSet(7, null),
        new TopicRulesVersion(8),
        new PublishMessages("orders.eu", List.of(new NewMessage(data, "order-1"))),
        published,
        new Answered<>(published, true),
        Published.EPHEMERAL,
        new ReadTopic("orders.eu", 11, AT, 100),
        new TopicPage(EPOCH, 12, List.of(message)),
        new TopicMessages("orders.eu", EPOCH, List.of(message)),
        new TopicMessages("orders.eu", null, List.of(new TopicMessage(0, AT, null, data))),
        TopicMessages.of(new TopicMessages.Told("5b0c", 12, true)),
        new TopicNames(List.of("orders.eu", "orders.us")),
        new TopicPositions(List.of(new TopicPositions.At("orders.eu", EPOCH, 12))));
  }
}
