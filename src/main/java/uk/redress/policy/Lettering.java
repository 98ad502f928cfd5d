package uk.redress.policy;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** How much room a text takes, as Modeler letters it: Arial, 11 pixels beside shapes and 12 in them. */
final class Lettering {

    private static final double BESIDE = 11;
    private static final double INSIDE = 12;
    private static final double LINE = 1.2;
    private static final double PADDING = 5;

    private Lettering() {}

    /** What is seen of a name beside a shape: centred in its box, from the top. */
    static Rectangle2D beside(String name, Rectangle2D box) {
        List<String> lines = wrapped(name, BESIDE, box.getWidth());
        double width = widest(lines, BESIDE);
        return new Rectangle2D.Double(box.getCenterX() - width / 2, box.getY(), width, lines.size() * BESIDE * LINE);
    }

    /** What is seen of a stage's name: centred below its upper border. */
    static Rectangle2D inside(String name, Rectangle2D stage) {
        double width = width(name, INSIDE);
        return new Rectangle2D.Double(stage.getCenterX() - width / 2, stage.getY() + PADDING, width, INSIDE * LINE);
    }

    static boolean fitsInto(String name, Rectangle2D task) {
        double room = task.getWidth() - 2 * PADDING;
        List<String> lines = wrapped(name, INSIDE, room);
        return widest(lines, INSIDE) <= room && lines.size() * INSIDE * LINE <= task.getHeight() - 2 * PADDING;
    }

    private static List<String> wrapped(String text, double size, double room) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : text.strip().split("\\s+")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && width(longer, size) > room) {
                lines.add(line);
                line = word;
            } else {
                line = longer;
            }
        }
        lines.add(line);
        return lines;
    }

    private static double widest(Collection<String> lines, double size) {
        return lines.stream().mapToDouble(line -> width(line, size)).max().orElse(0);
    }

    private static double width(String text, double size) {
        return text.chars().mapToDouble(Lettering::width).sum() * size;
    }

    /** A sign's part of the letters' height, near enough. */
    private static double width(int sign) {
        if ("ijl'|".indexOf(sign) >= 0) {
            return 0.22;
        }
        if (" .,:;!ftI/()[]r-".indexOf(sign) >= 0) {
            return 0.3;
        }
        if ("ckvxyzsJ".indexOf(sign) >= 0) {
            return 0.5;
        }
        if ("mMW".indexOf(sign) >= 0) {
            return 0.86;
        }
        if (Character.isUpperCase(sign) || sign == 'w') {
            return 0.71;
        }
        return 0.556;
    }
}
