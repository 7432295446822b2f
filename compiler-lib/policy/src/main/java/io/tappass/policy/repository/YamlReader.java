package io.tappass.policy.repository;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.diagnostic.PolicyCode;
import io.tappass.rego.diagnostic.SourceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the YAML of a policy repository: one document, YAML 1.2 core scalars, string keys; no
 * anchors, aliases or tags, so that a small file stays a small value.
 */
public final class YamlReader {
  private final String file;
  private final Iterator<Event> events;
  private final Map<String, SourceSpan> places = new HashMap<>();
  private int nodes;

  private YamlReader(String file, Iterator<Event> events) {
    this.file = file;
    this.events = events;
  }

  /** The document, or nothing where {@code findings} got an error. */
  public static Optional<YamlDocument> read(String file, String text, Findings findings) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setCodePointLimit(RepositoryLimits.FILE_BYTES_MAX)
            .setUseMarks(true)
            .build();
    try {
      Iterator<Event> events = new Parse(settings).parseString(text).iterator();
      return new YamlReader(file, events).document();
    } catch (Refused e) {
      findings.add(e.code, e.span, e.reason, e.hint);
    } catch (MarkedYamlEngineException e) {
      findings.add(
          PolicyCode.YAML_SYNTAX,
          e.getProblemMark()
              .or(e::getContextMark)
              .map(mark -> span(file, mark, mark))
              .orElse(SourceSpan.start(file)),
          "not YAML: " + e.getProblem(),
          "Check the indentation, the colons and the quotes around this place");
    } catch (YamlEngineException e) {
      findings.addFile(
          PolicyCode.YAML_SYNTAX, file, "not YAML: " + e.getMessage(), "Write plain YAML 1.2");
    }
    return Optional.empty();
  }

  private Optional<YamlDocument> document() {
    @Nullable JsonValue value = null;
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case StreamStart, StreamEnd, DocumentStart, DocumentEnd, Comment -> {}
        case Scalar, SequenceStart, MappingStart, Alias -> {
          if (value != null) {
            throw refuse(event, "a second document in one file", "Keep one document a file");
          }
          value = value(event, "", 0);
        }
        case SequenceEnd, MappingEnd -> throw refuse(event, "an end without a start", "");
      }
    }
    if (value == null) {
      value = new JsonObject(Map.of());
      places.put("", SourceSpan.start(file));
    }
    return Optional.of(new YamlDocument(file, value, places));
  }

  private JsonValue value(Event event, String pointer, int depth) {
    if (++nodes > RepositoryLimits.YAML_NODES_MAX) {
      throw refuse(
          event, "more than " + RepositoryLimits.YAML_NODES_MAX + " values", "Split the file");
    }
    if (event instanceof AliasEvent) {
      throw refuse(event, "an alias", "Write the value out where it is used");
    }
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      throw refuse(event, "an anchor", "Write the value out where it is used");
    }
    places.put(pointer, span(event));
    return switch (event) {
      case ScalarEvent scalar -> scalar(scalar);
      case CollectionStartEvent start -> collection(start, pointer, depth + 1);
      default -> throw refuse(event, "nothing that is a value", "Write a value here");
    };
  }

  private JsonValue collection(CollectionStartEvent start, String pointer, int depth) {
    if (depth > RepositoryLimits.YAML_DEPTH_MAX) {
      throw refuse(
          start,
          "nested deeper than " + RepositoryLimits.YAML_DEPTH_MAX + " levels",
          "Flatten the document");
    }
    if (start.getTag().isPresent()) {
      throw refuse(start, "a tag", "Leave the tag out");
    }
    return start.getEventId() == Event.ID.SequenceStart
        ? sequence(pointer, depth)
        : mapping(pointer, depth);
  }

  private JsonArray sequence(String pointer, int depth) {
    List<JsonValue> items = new ArrayList<>();
    while (true) {
      Event event = next();
      if (event.getEventId() == Event.ID.SequenceEnd) {
        return new JsonArray(items);
      }
      items.add(value(event, pointer + "/" + items.size(), depth));
    }
  }

  private JsonObject mapping(String pointer, int depth) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    while (true) {
      Event event = next();
      if (event.getEventId() == Event.ID.MappingEnd) {
        return new JsonObject(members);
      }
      String key = key(event, depth);
      if (members.containsKey(key)) {
        throw new Refused(
            PolicyCode.YAML_DUPLICATE_KEY,
            span(event),
            "the key " + key + " stands here twice",
            "Keep one of them");
      }
      members.put(key, value(next(), YamlDocument.below(pointer, key), depth));
    }
  }

  private String key(Event event, int depth) {
    if (event instanceof ScalarEvent && value(event, "", depth) instanceof JsonString string) {
      return string.value();
    }
    throw refuse(event, "a key that is no string", "Put the key into quotes");
  }

  private JsonValue scalar(ScalarEvent scalar) {
    if (scalar.getTag().isPresent()) {
      throw refuse(scalar, "a tag", "Leave the tag out; quotes make a string");
    }
    if (!scalar.isPlain()) {
      return JsonValue.of(scalar.getValue());
    }
    try {
      return CoreScalar.resolve(scalar.getValue());
    } catch (IllegalArgumentException e) {
      throw refuse(scalar, String.valueOf(e.getMessage()), "Put it into quotes to make a string");
    }
  }

  private Event next() {
    while (true) {
      Event event = events.next();
      if (event.getEventId() != Event.ID.Comment) {
        return event;
      }
    }
  }

  private Refused refuse(Event event, String message, String hint) {
    return new Refused(PolicyCode.YAML_REFUSED, span(event), message, hint);
  }

  private SourceSpan span(Event event) {
    Mark start = event.getStartMark().orElse(null);
    if (start == null) {
      return SourceSpan.start(file);
    }
    return span(file, start, event.getEndMark().orElse(start));
  }

  private static SourceSpan span(String file, Mark start, Mark end) {
    return new SourceSpan(
        file, start.getLine() + 1, start.getColumn() + 1, end.getLine() + 1, end.getColumn() + 1);
  }

  /** Ends the reading of this document; caught above. */
  private static final class Refused extends RuntimeException {
    private final PolicyCode code;
    private final transient SourceSpan span;
    private final String reason;
    private final String hint;

    Refused(PolicyCode code, SourceSpan span, String message, String hint) {
      super(message, null, false, false);
      this.code = code;
      this.span = span;
      this.reason = message;
      this.hint = hint;
    }
  }
}
