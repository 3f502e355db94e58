/**
 * Shapes of the built-in sample as signed distance functions.
 *
 * A shape tells how far a point lies from its edge: negative inside, 0 on the edge, positive outside.
 * Coordinates are the design's own: x to the right and y downwards, -1 to 1 over the image, angles in
 * degrees. Distances need only be right near the edge, where they become the anti-aliased rim; the
 * formulas are those of Quilez, "2D distance functions".
 */
export type Shape = (x: number, y: number) => number;

/** A point as [x, y]. */
export type Point = readonly [number, number];

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** A disc of radius `r` around (cx, cy). */
export function disc(cx: number, cy: number, r: number): Shape {
  return (x, y) => Math.sqrt((x - cx) ** 2 + (y - cy) ** 2) - r;
}

/** A ring: the line of width `width` along the circle of radius `r`. */
export function ring(cx: number, cy: number, r: number, width: number): Shape {
  return (x, y) => Math.abs(Math.sqrt((x - cx) ** 2 + (y - cy) ** 2) - r) - width / 2;
}

/** A box of half-width `hx` and half-height `hy` whose corners are rounded by `corner`. */
export function box(cx: number, cy: number, hx: number, hy: number, corner = 0): Shape {
  return (x, y) => {
    const dx = Math.abs(x - cx) - hx + corner;
    const dy = Math.abs(y - cy) - hy + corner;
    const outside = Math.sqrt(Math.max(dx, 0) ** 2 + Math.max(dy, 0) ** 2);
    return outside + Math.min(Math.max(dx, dy), 0) - corner;
  };
}

/** A straight stroke of the given width with round ends. */
export function stroke(from: Point, to: Point, width: number): Shape {
  const [ax, ay] = from;
  const bx = to[0] - ax;
  const by = to[1] - ay;
  const square = bx * bx + by * by;
  return (x, y) => {
    const along = Math.min(1, Math.max(0, ((x - ax) * bx + (y - ay) * by) / square));
    return Math.sqrt((x - ax - along * bx) ** 2 + (y - ay - along * by) ** 2) - width / 2;
  };
}

/** A stroke along a circle, clockwise from angle `from` over `sweep` (below 360), with round ends. */
export function arc(
  cx: number,
  cy: number,
  r: number,
  from: number,
  sweep: number,
  width: number,
): Shape {
  const middle = radians(from + sweep / 2);
  const [mx, my] = [Math.cos(middle), Math.sin(middle)];
  const half = radians(sweep / 2);
  const [ex, ey] = [r * Math.cos(half), r * Math.sin(half)];
  return (x, y) => {
    const along = (x - cx) * mx + (y - cy) * my;
    const across = Math.abs((y - cy) * mx - (x - cx) * my);
    const within = Math.atan2(across, along) <= half;
    const distance = within
      ? Math.abs(Math.sqrt(along * along + across * across) - r)
      : Math.sqrt((along - ex) ** 2 + (across - ey) ** 2);
    return distance - width / 2;
  };
}

/** A filled polygon; the points in either direction, the last joined to the first. */
export function polygon(points: readonly Point[]): Shape {
  const edges = points.map(([ax, ay], k) => {
    const [bx, by] = points[(k + 1) % points.length] as Point;
    return [ax, ay, bx - ax, by - ay] as const;
  });
  return (x, y) => {
    let square = Infinity;
    let inside = false;
    for (const [ax, ay, ex, ey] of edges) {
      const px = x - ax;
      const py = y - ay;
      const along = Math.min(1, Math.max(0, (px * ex + py * ey) / (ex * ex + ey * ey)));
      square = Math.min(square, (px - along * ex) ** 2 + (py - along * ey) ** 2);
      const crosses = py >= 0 !== py >= ey;
      if (crosses && px < (ex * py) / ey) inside = !inside;
    }
    return inside ? -Math.sqrt(square) : Math.sqrt(square);
  };
}

/** A star of `points` points between the radii `inner` and `outer`, one point upwards. */
export function star(cx: number, cy: number, outer: number, inner: number, points: number): Shape {
  return polygon(
    Array.from({ length: 2 * points }, (_, k): Point => {
      const angle = radians(-90 + (180 / points) * k);
      const r = k % 2 === 0 ? outer : inner;
      return [cx + r * Math.cos(angle), cy + r * Math.sin(angle)];
    }),
  );
}

/** A regular polygon of `sides` sides and outer radius `r`, one corner at angle `turn`. */
export function regular(cx: number, cy: number, r: number, sides: number, turn = -90): Shape {
  return polygon(
    Array.from({ length: sides }, (_, k): Point => {
      const angle = radians(turn + (360 / sides) * k);
      return [cx + r * Math.cos(angle), cy + r * Math.sin(angle)];
    }),
  );
}

/** What lies in any of the shapes. */
export function union(...shapes: Shape[]): Shape {
  return (x, y) => {
    let least = Infinity;
    for (const shape of shapes) least = Math.min(least, shape(x, y));
    return least;
  };
}

/** What lies in both shapes. */
export function intersection(a: Shape, b: Shape): Shape {
  return (x, y) => Math.max(a(x, y), b(x, y));
}

/** What lies in the first shape and not in the second. */
export function difference(a: Shape, b: Shape): Shape {
  return (x, y) => Math.max(a(x, y), -b(x, y));
}

/** The shape turned clockwise around the origin. */
export function turned(shape: Shape, degrees: number): Shape {
  const cosine = Math.cos(radians(degrees));
  const sine = Math.sin(radians(degrees));
  return (x, y) => shape(cosine * x + sine * y, cosine * y - sine * x);
}

/** `copies` of the shape around the origin; it must lie within its sector around the x axis. */
export function around(shape: Shape, copies: number): Shape {
  const sector = (2 * Math.PI) / copies;
  return (x, y) => {
    const angle = Math.atan2(y, x);
    const folded = angle - sector * Math.round(angle / sector);
    const r = Math.sqrt(x * x + y * y);
    return shape(r * Math.cos(folded), r * Math.sin(folded));
  };
}
