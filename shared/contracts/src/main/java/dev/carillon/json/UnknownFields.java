package dev.carillon.json;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.SettableAnyProperty;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.carillon.failure.FieldError;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fields that a record does not have. They are noted while the text is read and named beside what
 * else is wrong, since a misspelt name is often why another one is missing. Jackson's own problem
 * handler hears of them too late: not before the record was made.
 */
final class UnknownFields {
  private static final int MAX_NAMED = 50; // a body may hold any number of them
  private static final String DETAIL = "is not a known field";

  private final List<FieldError> found = new ArrayList<>();
  private boolean inside;

  /** Makes records note what they do not know, in the attribute of that name of each reading. */
  static SimpleModule module() {
    return new SimpleModule()
        .setDeserializerModifier(
            new BeanDeserializerModifier() {
              private static final long serialVersionUID = 1L;

              @Override
              public BeanDeserializerBuilder updateBuilder(
                  DeserializationConfig config,
                  BeanDescription type,
                  BeanDeserializerBuilder made) {
                JsonIgnoreProperties ignored =
                    type.getClassAnnotations().get(JsonIgnoreProperties.class);
                if (type.isRecordType() && (ignored == null || !ignored.ignoreUnknown())) {
                  made.setAnySetter(new Noting());
                }
                return made;
              }
            });
  }

  /** What was found, after what else was wrong; no more than {@value #MAX_NAMED} in all. */
  List<FieldError> after(List<FieldError> others) {
    List<FieldError> all = new ArrayList<>(others);
    Set<String> named = others.stream().map(FieldError::pointer).collect(Collectors.toSet());
    for (FieldError unknown : found) {
      if (all.size() < MAX_NAMED && named.add(unknown.pointer())) {
        all.add(unknown);
      }
    }
    return all;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Whether reading ended inside the value of one. */
  boolean endedInside() {
    return inside;
  }

  /** Reads on after a failure, for the unknown fields of the outermost object behind it. */
  void readOn(JsonParser parser, Class<?> outermost) throws IOException {
    Set<String> known =
        Arrays.stream(outermost.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toSet());
    // A record is made as soon as its last component was read: the next name is read by then.
    while (!parser.getParsingContext().inRoot()) {
      if (parser.currentToken() == JsonToken.FIELD_NAME
          && parser.getParsingContext().getParent().inRoot()
          && !known.contains(parser.currentName())) {
        note(parser);
      }
      parser.nextToken();
    }
  }

  private void note(JsonParser parser) {
    if (found.size() < MAX_NAMED) {
      found.add(new FieldError(parser.getParsingContext().pathAsPointer().toString(), DETAIL));
    }
  }

  /** Takes what no component takes: Jackson asks it while it reads, before the record is made. */
  private static final class Noting extends SettableAnyProperty {
    private static final long serialVersionUID = 1L;

    Noting() {
      super(null, null, TypeFactory.unknownType(), null, null, null);
    }

    @Override
    public @Nullable Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      UnknownFields fields = (UnknownFields) context.getAttribute(UnknownFields.class);
      fields.note(parser);
      fields.inside = true;
      parser.skipChildren();
      fields.inside = false;
      return null;
    }

    @Override
    public SettableAnyProperty withValueDeserializer(JsonDeserializer<Object> deserializer) {
      return this;
    }

    @Override
    public boolean hasValueDeserializer() {
      return true;
    }

    @Override
    public void fixAccess(DeserializationConfig config) {
      // There is no member to be made accessible.
    }

    @Override
    protected void _set(Object instance, Object name, Object value) {
      // A record keeps nothing that it does not know.
    }
  }
}
