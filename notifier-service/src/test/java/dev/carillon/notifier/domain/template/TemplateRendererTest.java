package dev.carillon.notifier.domain.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.templates.Template;
import dev.carillon.contract.templates.TemplateSpec;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  private String text(String template, Doc data) {
    return renderer
        .render(new Template("t", 1, "S", template, null, false, Instant.EPOCH), data)
        .text();
  }
}
