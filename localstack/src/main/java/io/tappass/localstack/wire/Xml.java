package io.tappass.localstack.wire;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One XML element: what the S3 REST API reads and writes. Namespaces and attributes are ignored.
 *
 * @param text trimmed; empty where the element has children
 */
public record Xml(String name, String text, List<Xml> children) {
  private static final int DEPTH_MAX = 16;
  private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

  public Xml {
    children = List.copyOf(children);
  }

  /** An element with a text. */
  public static Xml leaf(String name, String text) {
    return new Xml(name, text, List.of());
  }

  /** An element with children. */
  public static Xml node(String name, List<Xml> children) {
    return new Xml(name, "", children);
  }

  /** The first child of that name. */
  public Optional<Xml> child(String childName) {
    return children.stream().filter(child -> child.name().equals(childName)).findFirst();
  }

  /** The text of the first child of that name. */
  public Optional<String> childText(String childName) {
    return child(childName).map(Xml::text);
  }

  /**
   * Reads a document whose root is {@code root}; document types and entities are refused.
   *
   * @throws ServiceException MalformedXML
   */
  public static Xml read(byte[] bytes, String root) throws ServiceException {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
      while (reader.next() != XMLStreamConstants.START_ELEMENT) {
        if (reader.getEventType() == XMLStreamConstants.DTD) {
          throw malformed();
        }
      }
      Xml document = element(reader, 0);
      if (!document.name().equals(root)) {
        throw malformed();
      }
      return document;
    } catch (XMLStreamException | java.util.NoSuchElementException e) {
      throw malformed();
    }
  }

  private static Xml element(XMLStreamReader reader, int depth)
      throws XMLStreamException, ServiceException {
    if (depth > DEPTH_MAX) {
      throw malformed();
    }
    String name = reader.getLocalName();
    var text = new StringBuilder();
    var children = new ArrayList<Xml>();
    while (true) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> children.add(element(reader, depth + 1));
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          return new Xml(name, children.isEmpty() ? text.toString().strip() : "", children);
        }
        case XMLStreamConstants.COMMENT, XMLStreamConstants.SPACE -> {}
        default -> throw malformed();
      }
    }
  }

  /** What S3 says to XML it cannot read. */
  public static ServiceException malformed() {
    return new ServiceException(
        400,
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema");
  }

  /** The whole document, in the namespace of S3. */
  public String document() {
    var out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    append(out, name.equals("Error") ? "" : " xmlns=\"" + NAMESPACE + "\"");
    return out.toString();
  }

  private void append(StringBuilder out, String attributes) {
    out.append('<').append(name).append(attributes).append('>');
    escape(out, text);
    for (Xml child : children) {
      child.append(out, "");
    }
    out.append("</").append(name).append('>');
  }

  private static void escape(StringBuilder out, String text) {
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\r' -> out.append("&#13;");
        default -> out.append(c);
      }
    }
  }
}
