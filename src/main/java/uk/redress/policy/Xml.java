package uk.redress.policy;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.model.bpmn.impl.BpmnModelConstants;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.w3c.dom.Text;

/** A diagram's plain XML, for what may stand anywhere in it. */
final class Xml {

    private Xml() {}

    static List<Element> elements(Diagram diagram) {
        NodeList all =
                ((Document) diagram.model().getDocument().getDomSource().getNode()).getElementsByTagNameNS("*", "*");
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) {
            elements.add((Element) all.item(i));
        }
        return elements;
    }

    /** The text of an element itself, put together as the engine does it: across comments and CDATA sections. */
    static String text(Element element) {
        StringBuilder text = new StringBuilder();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Text part) {
                text.append(part.getData());
            }
        }
        return text.toString().strip();
    }

    static String camunda(Element element, String attribute) {
        return element.getAttributeNS(BpmnModelConstants.CAMUNDA_NS, attribute);
    }

    /** The element of the diagram that an element of its XML belongs to. */
    static Element owner(Element element) {
        Element owner = element;
        while (!owner.hasAttribute("id") || owner.getLocalName().endsWith("Definition")) {
            Node parent = owner.getParentNode();
            if (!(parent instanceof Element above)) {
                return element;
            }
            owner = above;
        }
        return owner;
    }
}
