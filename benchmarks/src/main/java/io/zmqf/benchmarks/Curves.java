package io.zmqf.benchmarks;

import java.util.List;
import java.util.Locale;

import io.zmqf.benchmarks.GrowthResults.Curve;
import io.zmqf.benchmarks.GrowthResults.Sample;
import io.zmqf.benchmarks.Results.Spread;

/**
 * A chart of requests per second against the growing quantity, with one panel per curve
 * and a logarithmic axis.
 */
final class Curves {

	private static final int WIDTH = 420;

	private static final int HEIGHT = 250;

	private static final int LEFT = 70;

	private static final int TOP = 60;

	private static final int COLUMNS = 2;

	private static final int HEAD = 30;

	private final StringBuilder svg = new StringBuilder();

	private final GrowthResults results;

	private Curves(GrowthResults results) {
		this.results = results;
	}

	static String of(GrowthResults results) {
		Curves curves = new Curves(results);
		int rows = (Curve.values().length + COLUMNS - 1) / COLUMNS;
		curves.draw("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
				+ " font-size=\"11\">%n<title>Growth</title>%n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n"
				+ "<text x=\"10\" y=\"20\" font-size=\"15\">Requests in a second through a router: median and range of"
				+ " the rounds</text>%n", COLUMNS * WIDTH, HEAD + rows * HEIGHT);
		for (Curve curve : Curve.values()) {
			curves.panel(curve, curve.ordinal() % COLUMNS * WIDTH, HEAD + curve.ordinal() / COLUMNS * HEIGHT);
		}
		return curves.svg.append("</svg>\n").toString();
	}

	private void draw(String format, Object... arguments) {
		this.svg.append(String.format(Locale.ROOT, format, arguments));
	}

	private void panel(Curve curve, int left, int top) {
		double most = curve.points()
			.stream()
			.map((point) -> this.results.spread(curve, point, Sample::perSecond))
			.mapToDouble((spread) -> (spread != null) ? spread.max() : 0)
			.max()
			.orElse(0);
		List<Integer> points = curve.points();
		int x0 = left + LEFT;
		int y0 = top + HEIGHT - 45;
		int height = HEIGHT - 45 - TOP;
		int width = WIDTH - LEFT - 25;
		double last = Math.log((double) points.get(points.size() - 1) / points.get(0));
		draw("<text x=\"%d\" y=\"%d\" font-size=\"13\">%s</text>%n<text x=\"%d\" y=\"%d\" fill=\"#4a5568\""
				+ " font-size=\"9\">%s</text>%n", x0, top + 25, curve.title(), x0, top + 40, curve.constants());
		for (int i = 0; i <= 4; i++) {
			int y = y0 - height * i / 4;
			draw("<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"#e2e8f0\"/>%n"
					+ "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%,.0f</text>%n", x0, x0 + width, y, y, x0 - 6, y + 4,
					most * i / 4);
		}
		StringBuilder line = new StringBuilder();
		for (int point : points) {
			double x = x0 + width * Math.log((double) point / points.get(0)) / last;
			draw("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", x, y0 + 15, label(point));
			Spread spread = this.results.spread(curve, point, Sample::perSecond);
			if (spread != null && most > 0) {
				double y = y0 - height * spread.median() / most;
				line.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
				draw("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#a0aec0\"/>%n"
						+ "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#2b6cb0\"/>%n", x, x,
						y0 - height * spread.min() / most, y0 - height * spread.max() / most, x, y);
			}
		}
		draw("<polyline points=\"%s\" fill=\"none\" stroke=\"#2b6cb0\"/>%n<text x=\"%d\" y=\"%d\""
				+ " text-anchor=\"middle\">%s</text>%n", line.toString().strip(), x0 + width / 2, y0 + 30,
				curve.unit());
	}

	/** Short enough for an axis. */
	private static String label(int point) {
		if (point >= 1 << 20) {
			return (point >> 20) + "Mi";
		}
		if (point >= 1024 && point % 1024 == 0) {
			return (point >> 10) + "Ki";
		}
		return (point >= 1000) ? point / 1000 + "k" : Integer.toString(point);
	}

}
