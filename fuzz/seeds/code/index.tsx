/* a /* b */ const x = `t ${y + `u ${z}`}`; const r = /[/"]\//g; registry.registerRootComponent(<A b={"c"}/>);
