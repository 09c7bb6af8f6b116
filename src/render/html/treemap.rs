//! A squarified treemap: areas in proportion to weights, tiles as near to squares as they get.

/// A rectangle, in the units of the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tile {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A tile for each weight, in the same order; weights are positive and the heaviest come first.
pub(super) fn squarify(weights: &[f64], area: Tile) -> Vec<Tile> {
    let total: f64 = weights.iter().sum();
    let scale = if total > 0.0 { area.width * area.height / total } else { 0.0 };
    let mut rest: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
    let mut free = area;
    let mut tiles = Vec::with_capacity(weights.len());
    while !rest.is_empty() {
        let side = free.width.min(free.height);
        // A row takes one more tile as long as that makes its worst tile no thinner.
        let mut count = 1;
        while count < rest.len() && worst(&rest, count + 1, side) <= worst(&rest, count, side) {
            count += 1;
        }
        let row: Vec<f64> = rest.drain(..count).collect();
        free = lay(&row, free, &mut tiles);
    }
    tiles
}

/// How far the worst of the first `count` tiles is from a square, laid along `side`.
fn worst(areas: &[f64], count: usize, side: f64) -> f64 {
    let row = || areas.iter().take(count);
    let thickness = row().sum::<f64>() / side;
    row().map(|area| area / thickness).map(|length| (length / thickness).max(thickness / length)).fold(0.0, f64::max)
}

/// Lays `row` along the shorter side of `free`; gives what stays free.
fn lay(row: &[f64], free: Tile, tiles: &mut Vec<Tile>) -> Tile {
    let sum: f64 = row.iter().sum();
    let upright = free.width >= free.height;
    let side = if upright { free.height } else { free.width };
    let thickness = if side > 0.0 { sum / side } else { 0.0 };
    let mut at = 0.0;
    for area in row {
        let length = if thickness > 0.0 { area / thickness } else { 0.0 };
        tiles.push(if upright {
            Tile { x: free.x, y: free.y + at, width: thickness, height: length }
        } else {
            Tile { x: free.x + at, y: free.y, width: length, height: thickness }
        });
        at += length;
    }
    if upright {
        Tile { x: free.x + thickness, width: free.width - thickness, ..free }
    } else {
        Tile { y: free.y + thickness, height: free.height - thickness, ..free }
    }
}

#[cfg(test)]
mod tests {
    use super::{Tile, squarify};

    const AREA: Tile = Tile { x: 0.0, y: 0.0, width: 1000.0, height: 400.0 };

    #[test]
    fn areas_are_in_proportion_and_tiles_stay_inside_and_apart() {
        let weights = [500.0, 220.0, 90.0, 60.0, 60.0, 30.0, 25.0, 10.0, 4.0, 1.0];
        let tiles = squarify(&weights, AREA);
        for (tile, weight) in tiles.iter().zip(weights) {
            assert!((tile.width * tile.height - weight * 400.0).abs() < 1e-6, "{tile:?}");
            assert!(tile.x >= -1e-6 && tile.x + tile.width <= 1000.0 + 1e-6, "{tile:?}");
            assert!(tile.y >= -1e-6 && tile.y + tile.height <= 400.0 + 1e-6, "{tile:?}");
        }
        for (index, a) in tiles.iter().enumerate() {
            for b in &tiles[index + 1..] {
                let wide = (a.x + a.width).min(b.x + b.width) - a.x.max(b.x);
                let high = (a.y + a.height).min(b.y + b.height) - a.y.max(b.y);
                assert!(wide < 1e-6 || high < 1e-6, "{a:?} lies over {b:?}");
            }
        }
    }

    #[test]
    fn nothing_gives_nothing_and_one_takes_all() {
        assert_eq!(squarify(&[], AREA), []);
        assert_eq!(squarify(&[3.0], AREA), [AREA]);
    }
}
