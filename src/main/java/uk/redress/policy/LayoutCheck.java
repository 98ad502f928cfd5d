package uk.redress.policy;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.Event;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnLabel;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;
import org.camunda.bpm.model.bpmn.instance.di.Waypoint;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;

/**
 * A diagram can be read at a glance: nothing lies over anything else, lines run straight, rows are level. Measures are
 * Modeler's pixels; one pixel more or less is forgiven.
 */
final class LayoutCheck implements DiagramCheck {

    private static final double TOLERANCE = 1;

    /** So little off a row that it was meant to stand in it. */
    private static final double NEARLY = 8;

    private static final int TASK_WIDTH = 100;
    private static final int TASK_HEIGHT = 80;
    private static final int EVENT = 36;
    private static final int GATEWAY = 50;

    @Override
    public void check(Diagram diagram, PolicyFiles files, Problems problems) {
        new Drawing(diagram, problems).check();
    }

    /** One diagram as it is drawn. */
    private static final class Drawing {

        private final Diagram diagram;
        private final Problems problems;
        private final Map<FlowNode, Rectangle2D> shapes = new LinkedHashMap<>();
        private final Map<SequenceFlow, List<Segment>> lines = new LinkedHashMap<>();
        private final Map<FlowElement, Rectangle2D> labels = new LinkedHashMap<>();
        private final Map<BaseElement, BpmnShape> drawnShapes = new HashMap<>();
        private final Map<BaseElement, BpmnEdge> drawnEdges = new HashMap<>();

        Drawing(Diagram diagram, Problems problems) {
            this.diagram = diagram;
            this.problems = problems;
            diagram.all(BpmnShape.class).forEach(shape -> drawnShapes.put(shape.getBpmnElement(), shape));
            diagram.all(BpmnEdge.class).forEach(edge -> drawnEdges.put(edge.getBpmnElement(), edge));
        }

        void check() {
            diagram.nodes().forEach(this::readShape);
            diagram.flows().forEach(this::readLine);
            shapes.forEach(this::checkSize);
            shapes.forEach(this::checkPlace);
            checkShapesApart();
            lines.forEach(this::checkLine);
            checkLinesApart();
            labels.forEach(this::checkLabel);
            checkLabelsApart();
            checkRows();
        }

        // ---- reading ----

        private void readShape(FlowNode node) {
            BpmnShape shape = drawnShapes.get(node);
            if (shape == null || shape.getBounds() == null) {
                tell(node, "is not drawn. Place it on the diagram in Modeler.");
                return;
            }
            Rectangle2D bounds = rectangle(shape.getBounds());
            shapes.put(node, bounds);
            if (node instanceof SubProcess) {
                if (!shape.isExpanded()) {
                    tell(node, "is collapsed, so what happens in it is hidden. Expand it in Modeler.");
                }
                Diagram.name(node).ifPresent(name -> labels.put(node, Lettering.inside(name, bounds)));
            } else if (node instanceof Event || node instanceof Gateway) {
                readLabel(node, shape.getBpmnLabel());
            } else {
                checkWords(node, bounds);
            }
        }

        private void readLine(SequenceFlow flow) {
            BpmnEdge edge = drawnEdges.get(flow);
            if (edge == null || edge.getWaypoints().size() < 2) {
                tell(flow, "is not drawn. Draw the line in Modeler.");
                return;
            }
            List<Waypoint> points = List.copyOf(edge.getWaypoints());
            List<Segment> segments = new ArrayList<>();
            for (int i = 1; i < points.size(); i++) {
                segments.add(Segment.between(points.get(i - 1), points.get(i)));
            }
            lines.put(flow, segments);
            readLabel(flow, edge.getBpmnLabel());
        }

        private void readLabel(FlowElement element, BpmnLabel label) {
            Optional<String> name = Diagram.name(element);
            if (name.isEmpty()) {
                return;
            }
            if (label == null || label.getBounds() == null) {
                tell(element, "has a name without a place. Move the name in Modeler to where it can be read.");
            } else {
                labels.put(element, Lettering.beside(name.get(), rectangle(label.getBounds())));
            }
        }

        // ---- shapes ----

        private void checkSize(FlowNode node, Rectangle2D shape) {
            if (node instanceof Event && (shape.getWidth() != EVENT || shape.getHeight() != EVENT)) {
                tell(node, "is " + size(shape) + ". Make it 36×36, as every event.");
            } else if (node instanceof Gateway && (shape.getWidth() != GATEWAY || shape.getHeight() != GATEWAY)) {
                tell(node, "is " + size(shape) + ". Make it 50×50, as every gateway.");
            } else if (isTask(node) && (shape.getWidth() < TASK_WIDTH || shape.getHeight() != TASK_HEIGHT)) {
                tell(node, "is " + size(shape) + ". Make it 100×80, or wider where its name needs it.");
            }
        }

        private void checkWords(FlowNode node, Rectangle2D shape) {
            Diagram.name(node)
                    .filter(name -> !Lettering.fitsInto(name, shape))
                    .ifPresent(name -> tell(
                            node,
                            "has a name that does not fit into its shape. Choose shorter words or a wider shape."));
        }

        private void checkPlace(FlowNode node, Rectangle2D shape) {
            if (node instanceof BoundaryEvent event) {
                Rectangle2D host = shapes.get(event.getAttachedTo());
                if (host != null && !onBorder(shape.getCenterX(), shape.getCenterY(), host)) {
                    tell(
                            node,
                            "does not sit on the border of " + Diagram.call(event.getAttachedTo())
                                    + ". Drag it there in Modeler.");
                }
            }
            if (node.getParentElement() instanceof SubProcess stage
                    && shapes.containsKey(stage)
                    && !shapes.get(stage).contains(shape)) {
                tell(node, "sticks out of " + Diagram.call(stage) + ". Move it inside, or make that wider.");
            }
        }

        private void checkShapesApart() {
            List<FlowNode> nodes = List.copyOf(shapes.keySet());
            for (int i = 0; i < nodes.size(); i++) {
                for (int j = i + 1; j < nodes.size(); j++) {
                    FlowNode one = nodes.get(i);
                    FlowNode other = nodes.get(j);
                    if (!mayTouch(one, other) && overlap(shapes.get(one), shapes.get(other))) {
                        tell(other, "lies over " + Diagram.call(one) + ". Move them apart.");
                    }
                }
            }
        }

        private static boolean mayTouch(FlowNode one, FlowNode other) {
            return isAround(one, other)
                    || isAround(other, one)
                    || one instanceof BoundaryEvent event
                            && event.getAttachedTo().equals(other)
                    || other instanceof BoundaryEvent event
                            && event.getAttachedTo().equals(one);
        }

        // ---- lines ----

        private void checkLine(SequenceFlow flow, List<Segment> segments) {
            if (segments.stream().anyMatch(segment -> !segment.isStraight())) {
                tell(flow, "runs aslant. Make it run straight across or straight down, with corners.");
            }
            checkEnd(flow, flow.getSource(), segments.get(0).start(), "begin");
            checkEnd(flow, flow.getTarget(), segments.get(segments.size() - 1).end(), "end");
            shapes.forEach((node, shape) -> {
                boolean itsOwn = node.equals(flow.getSource()) || node.equals(flow.getTarget()) || isAround(node, flow);
                if (!itsOwn && segments.stream().anyMatch(segment -> segment.crosses(shape))) {
                    tell(
                            flow,
                            "(from " + Diagram.call(flow.getSource()) + " to " + Diagram.call(flow.getTarget())
                                    + ") runs through " + Diagram.call(node) + ". Lead it around.");
                }
            });
        }

        private void checkEnd(SequenceFlow flow, FlowNode node, Point point, String where) {
            Rectangle2D shape = shapes.get(node);
            if (shape != null && !onEdge(node, point, shape)) {
                tell(flow, "does not " + where + " at the edge of " + Diagram.call(node) + ". Drag its end there.");
            }
        }

        private void checkLinesApart() {
            List<SequenceFlow> flows = List.copyOf(lines.keySet());
            for (int i = 0; i < flows.size(); i++) {
                for (int j = i + 1; j < flows.size(); j++) {
                    SequenceFlow one = flows.get(i);
                    SequenceFlow other = flows.get(j);
                    boolean cross = lines.get(one).stream()
                            .anyMatch(a -> lines.get(other).stream().anyMatch(a::crosses));
                    if (cross) {
                        tell(
                                other,
                                "(from " + Diagram.call(other.getSource()) + " to " + Diagram.call(other.getTarget())
                                        + ") crosses the line from " + Diagram.call(one.getSource()) + " to "
                                        + Diagram.call(one.getTarget()) + ". Lead one of them around.");
                    }
                }
            }
        }

        // ---- labels ----

        private void checkLabel(FlowElement element, Rectangle2D label) {
            shapes.forEach((node, shape) -> {
                boolean itsOwnStage = node.equals(element) && node instanceof SubProcess;
                boolean inside = node instanceof SubProcess && shape.contains(label);
                if (!itsOwnStage && !inside && overlap(label, node, shape)) {
                    tell(
                            element,
                            "has its name over " + (node.equals(element) ? "its own shape" : Diagram.call(node))
                                    + ". Move the name.");
                }
            });
            lines.forEach((flow, segments) -> {
                if (segments.stream().anyMatch(segment -> segment.crosses(label))) {
                    tell(
                            element,
                            "has the line from " + Diagram.call(flow.getSource()) + " to "
                                    + Diagram.call(flow.getTarget()) + " through its name. Move the name beside it.");
                }
            });
        }

        private void checkLabelsApart() {
            List<FlowElement> named = List.copyOf(labels.keySet());
            for (int i = 0; i < named.size(); i++) {
                for (int j = i + 1; j < named.size(); j++) {
                    if (overlap(labels.get(named.get(i)), labels.get(named.get(j)))) {
                        tell(
                                named.get(j),
                                "has its name over the name of " + Diagram.call(named.get(i)) + ". Move one.");
                    }
                }
            }
        }

        // ---- rows ----

        private void checkRows() {
            List<FlowNode> standing = shapes.keySet().stream()
                    .filter(node -> !(node instanceof SubProcess) && !(node instanceof BoundaryEvent))
                    .toList();
            Set<FlowNode> told = new HashSet<>();
            for (int i = 0; i < standing.size(); i++) {
                for (int j = i + 1; j < standing.size(); j++) {
                    FlowNode one = standing.get(i);
                    FlowNode other = standing.get(j);
                    double off =
                            shapes.get(other).getCenterY() - shapes.get(one).getCenterY();
                    if (Math.abs(off) > 0 && Math.abs(off) <= NEARLY && told.add(other)) {
                        tell(
                                other,
                                "stands " + pixels(Math.abs(off)) + (off > 0 ? " lower" : " higher") + " than "
                                        + Diagram.call(one) + ". Put both on one line.");
                    }
                }
            }
        }

        private void tell(BaseElement element, String message) {
            problems.add(diagram, element, message);
        }
    }

    // ---- measuring ----

    private static boolean isTask(FlowNode node) {
        return !(node instanceof Event) && !(node instanceof Gateway) && !(node instanceof SubProcess);
    }

    private static boolean isAround(ModelElementInstance stage, ModelElementInstance element) {
        for (ModelElementInstance above = element.getParentElement(); above != null; above = above.getParentElement()) {
            if (above.equals(stage)) {
                return true;
            }
        }
        return false;
    }

    private static boolean overlap(Rectangle2D one, Rectangle2D other) {
        return shrunk(one).intersects(shrunk(other));
    }

    /** Whether a label lies over what is drawn of a shape: events are round, gateways are diamonds. */
    private static boolean overlap(Rectangle2D label, FlowNode node, Rectangle2D shape) {
        double across = distance(shape.getCenterX(), label.getMinX(), label.getMaxX());
        double down = distance(shape.getCenterY(), label.getMinY(), label.getMaxY());
        double radius = shape.getWidth() / 2 - TOLERANCE;
        if (node instanceof Event) {
            return Math.hypot(across, down) < radius;
        }
        if (node instanceof Gateway) {
            return across + down < radius;
        }
        return overlap(label, shape);
    }

    private static double distance(double from, double low, double high) {
        return Math.max(0, Math.max(low - from, from - high));
    }

    private static boolean onBorder(double x, double y, Rectangle2D shape) {
        return grown(shape).contains(x, y) && !shrunk(shape).contains(x, y);
    }

    private static boolean onEdge(FlowNode node, Point point, Rectangle2D shape) {
        double across = Math.abs(point.x() - shape.getCenterX());
        double down = Math.abs(point.y() - shape.getCenterY());
        double radius = shape.getWidth() / 2;
        if (node instanceof Event) {
            return Math.abs(Math.hypot(across, down) - radius) <= 2 * TOLERANCE;
        }
        if (node instanceof Gateway) {
            return Math.abs(across + down - radius) <= 2 * TOLERANCE;
        }
        return onBorder(point.x(), point.y(), shape);
    }

    private static Rectangle2D shrunk(Rectangle2D shape) {
        return grown(shape, -TOLERANCE);
    }

    private static Rectangle2D grown(Rectangle2D shape) {
        return grown(shape, TOLERANCE);
    }

    private static Rectangle2D grown(Rectangle2D shape, double by) {
        return new Rectangle2D.Double(
                shape.getX() - by, shape.getY() - by, shape.getWidth() + 2 * by, shape.getHeight() + 2 * by);
    }

    private static Rectangle2D rectangle(Bounds bounds) {
        return new Rectangle2D.Double(bounds.getX(), bounds.getY(), bounds.getWidth(), bounds.getHeight());
    }

    private static String size(Rectangle2D shape) {
        return Math.round(shape.getWidth()) + "×" + Math.round(shape.getHeight());
    }

    private static String pixels(double number) {
        return Math.max(1, Math.round(number)) + (Math.round(number) <= 1 ? " pixel" : " pixels");
    }

    private record Point(double x, double y) {}

    /** A piece of a line between two corners. */
    private record Segment(Point start, Point end) {

        static Segment between(Waypoint from, Waypoint to) {
            return new Segment(new Point(from.getX(), from.getY()), new Point(to.getX(), to.getY()));
        }

        boolean isStraight() {
            return isLevel() || start.x() == end.x();
        }

        private boolean isLevel() {
            return start.y() == end.y();
        }

        boolean crosses(Rectangle2D shape) {
            return shrunk(shape).intersectsLine(start.x(), start.y(), end.x(), end.y());
        }

        /** Whether the two cross, other than by touching at an end or running along each other. */
        boolean crosses(Segment other) {
            if (!isStraight() || !other.isStraight() || isLevel() == other.isLevel()) {
                return false;
            }
            Segment level = isLevel() ? this : other;
            Segment upright = isLevel() ? other : this;
            return between(upright.start.x(), level.start.x(), level.end.x())
                    && between(level.start.y(), upright.start.y(), upright.end.y());
        }

        private static boolean between(double value, double one, double other) {
            return value > Math.min(one, other) + TOLERANCE && value < Math.max(one, other) - TOLERANCE;
        }
    }
}
