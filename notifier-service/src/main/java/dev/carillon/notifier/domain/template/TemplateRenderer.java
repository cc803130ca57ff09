package dev.carillon.notifier.domain.template;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import dev.carillon.contract.templates.RenderedTemplate;
import dev.carillon.contract.templates.Template;
import dev.carillon.contract.templates.TemplateSpec;
import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills templates (jmustache). Templates hold no logic and reach nothing outside their data: values
 * are members of JSON objects and nothing else ({@link DataOnly}), there are no partials and no
 * other delimiters, HTML is escaped, and a value that is missing is an error, as is a list or an
 * object where a text should be. Null is there, and is nothing. A template that becomes too long,
 * or repeats too often, is given up.
 */
public final class TemplateRenderer {
  private static final int MAX_SUBJECT = 500;
  private static final int MAX_BODY = 500_000;
  private static final int MAX_DEPTH = 10;
  private static final Pattern TAG = Pattern.compile("\\{\\{\\s*([#^/>=<&{]?)\\s*([^{}]*?)\\s*\\}");
  private static final Pattern NAME = Pattern.compile("\\.|[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

  /** Without state. */
  public TemplateRenderer() {}

  /** INVALID, with the part's name, unless every part is Mustache. */
  public void check(TemplateSpec spec) {
    check("/subject", spec.subject());
    check("/text", spec.text());
    if (spec.html() != null) {
      check("/html", spec.html());
    }
  }

  /** Fills every part. INVALID names the value that is missing. */
  public RenderedTemplate render(Template template, Doc data) {
    DataOnly access = new DataOnly();
    Mustache.Compiler plain =
        Mustache.compiler()
            .escapeHTML(false)
            .strictSections(true)
            .nullValue("")
            .withFormatter(TemplateRenderer::shown)
            .withCollector(access);
    String subject = fill(plain, "/subject", template.subject(), data, MAX_SUBJECT);
    String text = fill(plain, "/text", template.text(), data, MAX_BODY);
    @Nullable String html =
        template.html() == null
            ? null
            : fill(plain.escapeHTML(true), "/html", template.html(), data, MAX_BODY);
    Checks.start()
        .line("/data (subject)", subject, 1, MAX_SUBJECT)
        .textIfPresent("/data (text)", text, 1, MAX_BODY)
        .textIfPresent("/data (html)", html, 1, MAX_BODY)
        .verify();
    return new RenderedTemplate(subject, text, html);
  }

  /** Names, sections that are closed, not too deep, and nothing else. */
  private static void check(String part, String source) {
    int depth = 0;
    Matcher tag = TAG.matcher(source);
    while (tag.find()) {
      String kind = tag.group(1);
      if (kind.equals(">") || kind.equals("=") || kind.equals("<")) {
        throw Failure.invalid(part, "holds {{" + kind + ", which there is not");
      }
      if (!NAME.matcher(tag.group(2)).matches() && !tag.group(2).startsWith("!")) {
        throw Failure.invalid(part, "holds {{" + kind + tag.group(2) + "}}, which is not a name");
      }
      depth += kind.equals("#") || kind.equals("^") ? 1 : kind.equals("/") ? -1 : 0;
      if (depth > MAX_DEPTH) {
        throw Failure.invalid(part, "has more than " + MAX_DEPTH + " sections in one another");
      }
    }
    if (TAG.matcher(source).replaceAll("").contains("{{")) {
      throw Failure.invalid(part, "holds a {{ that is not closed");
    }
    compile(Mustache.compiler(), part, source);
  }

  private static com.samskivert.mustache.Template compile(
      Mustache.Compiler compiler, String part, String source) {
    try {
      return compiler.compile(source);
    } catch (MustacheException e) {
      throw Failure.invalid(part, "is not a template: " + e.getMessage());
    }
  }

  /** Numbers as they were written; what has no text of its own is refused. */
  private static String shown(Object value) {
    return switch (value) {
      case Map<?, ?> object -> throw new NoTextException(object);
      case List<?> list -> throw new NoTextException(list);
      case Double number -> new BigDecimal(number.toString()).toPlainString();
      case Object one -> one.toString();
    };
  }

  private static String fill(
      Mustache.Compiler compiler, String part, String source, Doc data, int most) {
    Bounded out = new Bounded(most);
    Map<String, Object> members = data.members();
    try {
      compile(compiler, part, source).execute(members, out);
    } catch (MustacheException.Context e) {
      throw Failure.invalid("/data/" + e.key.replace('.', '/'), "is missing");
    } catch (NoTextException e) {
      throw Failure.invalid(
          "/data" + Objects.requireNonNullElse(path(members, e.value()), ""),
          (e.value() instanceof List ? "is a list" : "is an object")
              + ", which a template cannot print: it prints texts, numbers, true and false");
    } catch (TooMuchException e) {
      throw Failure.invalid("/data", "makes the mail longer than it may be");
    } catch (MustacheException e) {
      throw Failure.invalid("/data", "does not fit the template: " + e.getMessage());
    }
    return out.toString();
  }

  /** Where a value is within another, as a JSON pointer; null if it is not there. */
  private static @Nullable String path(Object within, Object value) {
    if (within == value) {
      return "";
    }
    Map<String, Object> members = new LinkedHashMap<>();
    if (within instanceof Map<?, ?> map) {
      map.forEach((name, member) -> members.put(String.valueOf(name), member));
    } else if (within instanceof List<?> list) {
      list.forEach(item -> members.put(String.valueOf(members.size()), item));
    }
    for (Map.Entry<String, Object> member : members.entrySet()) {
      String rest = path(member.getValue(), value);
      if (rest != null) {
        return "/" + member.getKey().replace("~", "~0").replace("/", "~1") + rest;
      }
    }
    return null;
  }

  /** Gives up when it is full. */
  private static final class Bounded extends Writer {
    private final StringBuilder text = new StringBuilder();
    private final int most;

    Bounded(int most) {
      this.most = most;
    }

    @Override
    public void write(char[] characters, int from, int count) {
      if (text.length() + count > most) {
        throw new TooMuchException();
      }
      text.append(characters, from, count);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
