package dev.carillon.notifier.domain.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.templates.Template;
import dev.carillon.contract.templates.TemplateSpec;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateRendererTest {
  private final TemplateRenderer renderer = new TemplateRenderer();

  @Test
  void valuesListsAndConditionsAreFilledIn() {
    Doc data =
        Doc.object("a", "x", "b", Map.of("c", 7), "l", List.of("p", "q"), "t", true, "f", false);
    assertThat(
            text(
                "{{a}} {{b.c}} {{#l}}<{{.}}>{{/l}}{{#t}}yes{{/t}}{{#f}}no{{/f}}{{^f}}!{{/f}}",
                data))
        .isEqualTo("x 7 <p><q>yes!");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{s.length}}",
        "{{l.size}}",
        "{{s.class}}",
        "{{b.describeConstable}}",
        "{{m.entrySet}}",
        "{{s.bytes}}",
        "{{missing}}",
        "{{m.missing}}",
        "{{#missing}}{{/missing}}"
      })
  void aTemplateReachesNothingButTheData(String template) {
    Doc data = Doc.object("s", "text", "l", List.of(1), "b", true, "m", Map.of("k", "v"));
    assertThatThrownBy(() -> text(template, data))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{> x}}",
        "{{ >x}}",
        "{{=<% %>=}}",
        "{{<x}}{{/x}}",
        "{{}}",
        "{{=}}",
        "{{a",
        "{{a b}}",
        "{{a.}}",
        "{{#a}}",
        "{{/a}}",
        "{{&}}",
        "}}{{"
      })
  void whatIsNoTemplateIsRefusedWhenItIsStored(String template) {
    assertThatThrownBy(() -> renderer.check(new TemplateSpec("S", template, null, null)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("/text");
  }

  @Test
  void whatGoesRoundTooOftenIsGivenUpEvenIfItSaysNothing() {
    Doc data = Doc.object("a", Collections.nCopies(300, "x"));
    String nested = "{{#a}}".repeat(4) + "{{/a}}".repeat(4);
    assertThatThrownBy(() -> text(nested, data))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("longer");
    String deep = "{{#a}}".repeat(11) + "{{/a}}".repeat(11);
    assertThatThrownBy(() -> renderer.check(new TemplateSpec("S", deep, null, null)))
        .isInstanceOf(Failure.class);
  }

  @Test
  void numbersAppearAsTheyWereWritten() {
    String numbers =
        "{\"a\":12345678.90,\"b\":100.00,\"c\":1234567890123456789012345678901234567890,"
            + "\"d\":1.5e3,\"e\":-0,\"l\":[1E2,{\"f\":0.10}]}";
    Doc data = Doc.asWritten(numbers.getBytes(StandardCharsets.UTF_8));
    assertThat(text("{{a}} {{b}} {{c}} {{d}} {{e}} {{#l}}<{{.}}>{{/l}}", onlyFirst(data)))
        .isEqualTo("12345678.90 100.00 1234567890123456789012345678901234567890 1.5e3 -0 <1E2>");
    assertThat(data).hasToString(numbers); // and so over the bus, and in a digest that waits
    assertThat(text("{{n}}", Doc.object("n", 12345678.9))).isEqualTo("12345678.9");
  }

  private static Doc onlyFirst(Doc data) {
    Map<String, Object> members = new LinkedHashMap<>(data.members());
    members.put("l", List.of(((List<?>) data.members().get("l")).get(0)));
    return Doc.of(members);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{{l}},                /data/l is a list",
        "{{m}},                /data/m is an object",
        "{{m.in}},             /data/m/in is a list",
        "{{.}},                /data is an object",
        "{{this}},             /data is an object",
        "{{#m}}{{.}}{{/m}},    /data/m is an object",
        "{{#deep}}{{.}}{{/deep}}, /data/deep/1 is a list"
      })
  void whatHasNoTextIsRefusedByItsName(String template, String why) {
    Doc data =
        Doc.object("l", List.of(1), "m", Map.of("in", List.of()), "deep", List.of(1, List.of(2)));
    assertThatThrownBy(() -> text(template, data))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(why);
  }

  @Test
  void aKeyWithADotHidesNothing() {
    Doc data = Doc.object("a.b", "wrong", "a", Map.of("b", "right"));
    assertThat(text("{{a.b}}{{#a}}{{b}}{{/a}}", data)).isEqualTo("rightright");
    assertThatThrownBy(() -> text("{{x.y}}", Doc.object("x.y", 1)))
        .hasMessageContaining("is missing");
  }

  @Test
  void nullIsThereAndIsNothing() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("n", null);
    members.put("o", Collections.singletonMap("n", null));
    assertThat(text("<{{n}}{{o.n}}{{n.x}}{{#n}}yes{{/n}}{{^n}}no{{/n}}>", Doc.of(members)))
        .isEqualTo("<no>");
  }

  private String text(String template, Doc data) {
    return renderer
        .render(new Template("t", 1, "S", template, null, false, Instant.EPOCH), data)
        .text();
  }
}
